import { useEffect, useRef } from 'react';
import { type Shortcut, shortcutFor } from './shortcuts.ts';

const writing = 'input, textarea, select, [contenteditable], dialog';

/** Listens for shortcuts as long as the component is there. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { code, shiftKey, ctrlKey, altKey, metaKey, repeat, target } = event;
      const taken =
        (target instanceof Element && target.closest(writing) !== null) ||
        document.querySelector('dialog[open]') !== null;
      const press = { code, shiftKey, ctrlKey, altKey, metaKey, repeat, taken };
      const shortcut = shortcutFor(press, current.current);
      if (shortcut === undefined) return;
      event.preventDefault();
      shortcut.run();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
