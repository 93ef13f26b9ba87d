const name = 'surecast-letter-keys';

/** Whether letters and `?` are keys here: yes, unless the viewer said no. */
export function usesLetterKeys() {
  try {
    return localStorage.getItem(name) !== 'off';
  } catch {
    // The browser keeps nothing for this page.
    return true;
  }
}

/** @param {boolean} isOn */
export function keepLetterKeys(isOn) {
  try {
    localStorage.setItem(name, isOn ? 'on' : 'off');
  } catch {
    // It holds for as long as the page is open.
  }
}
