/** @typedef {'toggle' | 'mute' | 'fullscreen' | 'live' | 'details' | 'keys'} KeyAction */

/** @type {Readonly<Record<string, KeyAction>>} */
const actions = {
  ' ': 'toggle',
  k: 'toggle',
  m: 'mute',
  f: 'fullscreen',
  l: 'live',
  d: 'details',
  '?': 'keys',
};

/**
 * What a key does. Space belongs to the button or the video that has the focus; keys with Ctrl, Alt or Meta to the browser;
 * letters and `?` to whoever speaks to the computer or easily strikes a key, and has turned them off.
 * @param {{ readonly key: string; readonly ctrlKey: boolean; readonly altKey: boolean; readonly metaKey: boolean }} pressed
 * @param {string} focused tag of the element that has the focus, in capitals
 * @param {boolean} usesLetters
 * @returns {KeyAction | undefined}
 */
export function keyAction({ key, ctrlKey, altKey, metaKey }, focused, usesLetters) {
  if (ctrlKey || altKey || metaKey) return undefined;
  if (key === ' ' && ['BUTTON', 'VIDEO', 'DIALOG'].includes(focused)) return undefined;
  if (key !== ' ' && !usesLetters) return undefined;
  const plain = key.toLowerCase();
  return Object.hasOwn(actions, plain) ? actions[plain] : undefined;
}
