const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** A moment of today as the browser's language writes it: `14:03:09`. */
export const timeOfDay = (atMs: number): string => time.format(atMs);
