import { useEffect, useLayoutEffect, useRef } from 'react';
import '../desktop/call-desktop.ts';
import { type Shortcut, shortcutFor } from './shortcuts.ts';

const writing = 'input, textarea, select, [contenteditable], dialog';

/** Listens for shortcuts, and for the desktop window's menu, as long as the component is there. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const current = useRef(shortcuts);
  // Before anything is seen of it: a key that is pressed at once means what is shown.
  useLayoutEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { code, key, shiftKey, ctrlKey, altKey, metaKey, repeat, target } = event;
      const taken =
        (target instanceof Element && target.closest(writing) !== null) ||
        document.querySelector('dialog[open]') !== null;
      const press = { code, key, shiftKey, ctrlKey, altKey, metaKey, repeat, taken };
      const shortcut = shortcutFor(press, current.current);
      if (shortcut === undefined) return;
      event.preventDefault();
      shortcut.run();
    };
    const onAction = (name: string): void => {
      if (document.querySelector('dialog[open]') !== null) return;
      current.current.find(({ action }) => action === name)?.run();
    };
    document.addEventListener('keydown', onKey);
    const forgetDesktop = window.surecastDesktop?.onAction(onAction);
    return () => {
      document.removeEventListener('keydown', onKey);
      forgetDesktop?.();
    };
  }, []);
}
