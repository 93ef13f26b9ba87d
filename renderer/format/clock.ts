const time = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** A moment of today by a clock of 24 hours: `14:03:09`. */
export const timeOfDay = (atMs: number): string => time.format(atMs);

const dateAndTime = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'short',
  hourCycle: 'h23',
});

/** A moment with its date as the browser's language writes it, by a clock of 24 hours: `21 Nov 2026, 14:03`. */
export const moment = (at: string | number): string => dateAndTime.format(new Date(at));
