/** Figures as the sentences of alarms give them. */

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `824.9 kB`: decimal units, as disks and links are sold. */
export function formatAmount(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value.toFixed(0) : value.toFixed(1)} ${units[unit]}`;
}

/** `40 s`, `12 min`, `3.5 h`. */
export function formatSpan(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
