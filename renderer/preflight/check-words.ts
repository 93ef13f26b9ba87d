import type { PreflightCheck } from '../../contract/preflight-report.ts';
import type { Tone } from '../design/tone.tsx';
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
  warn: { tone: 'warn', word: 'Look' },
  fail: { tone: 'bad', word: 'Fails' },
  skip: { tone: 'neutral', word: 'Not looked at' },
};

export const needsLook = ({ status }: PreflightCheck): boolean => status === 'warn' || status === 'fail';

/** A measured value, by the unit that its name ends with: `uplinkBitsPerSecond` 3100000 is `uplink 3.10 Mbit/s`. */
export function measuredText(name: string, value: number): string {
  for (const [ending, unit] of units) {
    if (!name.endsWith(ending)) continue;
    const what = words(name.slice(0, -ending.length));
    return what === '' ? unit(value) : `${what} ${unit(value)}`;
  }
  return `${words(name)} ${plain(value)}`;
}

const plain = (value: number): string =>
  Number.isInteger(value) ? count(value) : value.toFixed(Math.abs(value) < 10 ? 2 : 1);

/** Longer endings before those that they end with. */
const units: readonly (readonly [ending: string, text: (value: number) => string])[] = [
  ['KilobitsPerSecond', (value) => bitRate(value * 1000)],
  ['kilobitsPerSecond', (value) => bitRate(value * 1000)],
  ['BitsPerSecond', bitRate],
  ['BytesPerSecond', (value) => `${bytes(value)}/s`],
  ['Bytes', bytes],
  ['Milliseconds', (value) => `${plain(value)} ms`],
  ['milliseconds', (value) => `${plain(value)} ms`],
  ['Ms', (value) => `${plain(value)} ms`],
  ['Seconds', (value) => `${plain(value)} s`],
  ['seconds', (value) => `${plain(value)} s`],
  ['hours', (value) => `${plain(value)} h`],
  ['Hours', (value) => `${plain(value)} h`],
];

const words = (name: string): string =>
  name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).trim();
