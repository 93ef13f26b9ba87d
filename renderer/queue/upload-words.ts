import type { UploadItem } from '../../contract/api/upload-item.ts';
import type { StateWords } from '../format/state-words.ts';

const words = {
  queued: { tone: 'neutral', icon: 'circle', word: 'Queued' },
  sending: { tone: 'note', icon: 'upload', word: 'Sending' },
  stored: { tone: 'note', icon: 'hourglass', word: 'Stored' },
  verified: { tone: 'good', icon: 'check', word: 'Verified' },
  blocked: { tone: 'bad', icon: 'stop', word: 'Blocked' },
  superseded: { tone: 'neutral', icon: 'skip', word: 'Overtaken' },
  lost: { tone: 'bad', icon: 'cross', word: 'Lost' },
} as const satisfies Record<UploadItem['state'], StateWords>;

/** An upload's state in a word, with its icon and tone. One that failed and waits for its next try says so. */
export function uploadWords({ state, error }: Pick<UploadItem, 'state' | 'error'>): StateWords {
  if (state === 'queued' && error !== null) return { tone: 'warn', icon: 'again', word: 'Retrying' };
  return words[state];
}

/** When an upload is tried next, from now: `in 12 s`, `now`; empty where nothing is waited for. */
export function nextTry(item: Pick<UploadItem, 'state' | 'notBeforeMs'>, nowMs: number): string {
  if (item.notBeforeMs === null || (item.state !== 'queued' && item.state !== 'blocked')) return '';
  const seconds = Math.ceil((item.notBeforeMs - nowMs) / 1000);
  if (seconds <= 0) return 'now';
  return seconds < 100 ? `in ${seconds} s` : `in ${Math.round(seconds / 60)} min`;
}
