import { findProgram } from '../setup/programs.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The Chromium that tests drive: `CHROMIUM_BIN`, else the system's; undefined: there is none. */
export function findBrowser(): string | undefined {
  return process.env['CHROMIUM_BIN'] ?? names.flatMap((name) => findProgram(name) ?? [])[0];
}
