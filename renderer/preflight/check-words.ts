import type { PreflightCheck } from '../../contract/preflight-report.ts';
import type { Tone } from '../design/tones.ts';
import { bitRate, bytes, count } from '../format/quantity.ts';

/** What each check looks at, for people. */
export const checkTitles: Readonly<Record<PreflightCheck['name'], string>> = {
  ffmpeg: 'FFmpeg',
  source: 'Source',
  encoder: 'Encoder',
  'disk-space': 'Room on the disk',
  'disk-sync': 'Speed of the disk',
  origin: 'Origin',
  clock: 'Clock',
  uplink: 'Uplink',
};

/** How a status looks and what it is called. */
export const statusWords: Readonly<
  Record<PreflightCheck['status'], { readonly tone: Tone; readonly word: string }>
> = {
  ok: { tone: 'good', word: 'Good' },
  warn: { tone: 'warn', word: 'Warning' },
  fail: { tone: 'bad', word: 'Fails' },
  skip: { tone: 'neutral', word: 'Not looked at' },
};

const ranks: readonly PreflightCheck['status'][] = ['fail', 'warn', 'ok', 'skip'];

/** What fails first, then what asks for a look; else in the order in which it was looked at. */
export function worstFirst(checks: readonly PreflightCheck[]): readonly PreflightCheck[] {
  return checks.toSorted((a, b) => ranks.indexOf(a.status) - ranks.indexOf(b.status));
}

export const needsLook = ({ status }: PreflightCheck): boolean => status === 'warn' || status === 'fail';

/** A measured value, by the unit that its name ends with: `freeBytes` 212000000000 is `free 212 GB`. */
export function measuredText(name: string, value: number): string {
  for (const [ending, unit] of units) {
    if (!name.toLowerCase().endsWith(ending)) continue;
    const what = words(name.slice(0, -ending.length));
    return what === '' ? unit(value) : `${what} ${unit(value)}`;
  }
  return `${words(name)} ${plain(value)}`;
}

const plain = (value: number): string =>
  Number.isInteger(value) ? count(value) : value.toFixed(Math.abs(value) < 10 ? 2 : 1);

/** Longer endings before those that they end with. */
const units: readonly (readonly [ending: string, text: (value: number) => string])[] = [
  ['framespersecond', (value) => `${plain(value)} frames/s`],
  ['kilobitspersecond', (value) => bitRate(value * 1000)],
  ['bitspersecond', bitRate],
  ['bytespersecond', (value) => `${bytes(value)}/s`],
  ['bytes', bytes],
  ['ms', (value) => `${plain(value)} ms`],
  ['seconds', (value) => `${plain(value)} s`],
  ['hours', (value) => `${plain(value)} h`],
  ['times', (value) => `${plain(value)} times`],
];

const words = (name: string): string =>
  name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).trim();
