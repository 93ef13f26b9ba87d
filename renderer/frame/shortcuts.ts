import type { ConsoleAction } from '../../contract/console-actions.ts';

/** What a key does anywhere on the page. */
export type Shortcut = {
  /** `KeyboardEvent.code`: the place of the key, the same on every layout. */
  readonly code: string;
  readonly shift?: boolean;
  /** How the key is called on the page. */
  readonly keyName: string;
  readonly does: string;
  /** By which the desktop window's menu asks for it. */
  readonly action: ConsoleAction;
  readonly run: () => void;
};

/** The parts of a key press that decide. */
export type KeyPress = {
  readonly code: string;
  /** The character that it writes. */
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
  /** Whether the focus is where keys write, or a dialog is open. */
  readonly taken: boolean;
};

/** The shortcut that a key press means; keys for writing, for the browser and held ones mean none. */
export function shortcutFor(press: KeyPress, shortcuts: readonly Shortcut[]): Shortcut | undefined {
  if (press.taken || press.repeat || press.ctrlKey || press.altKey || press.metaKey) return undefined;
  return shortcuts.find(
    ({ code, shift = false, keyName }) =>
      (code === press.code && shift === press.shiftKey) || (isSign(keyName) && keyName === press.key),
  );
}

/** Signs such as `?` lie in other places on other layouts and are known by what they write. */
const isSign = (keyName: string): boolean => /^[^A-Za-z0-9]$/.test(keyName);
