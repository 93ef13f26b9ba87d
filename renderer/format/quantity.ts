const steps = ['', 'k', 'M', 'G', 'T', 'P'] as const;

/** A number with three digits and the decimal prefix that fits: 1234567 B is `1.23 MB`. */
function scaled(value: number, unit: string): string {
  let rest = Math.max(0, value);
  let step = 0;
  while (rest >= 999.5 && step < steps.length - 1) {
    rest /= 1000;
    step += 1;
  }
  const digits = step === 0 || rest >= 99.95 ? 0 : rest >= 9.995 ? 1 : 2;
  return `${rest.toFixed(digits)} ${steps[step]}${unit}`;
}

/** `0 B`, `1.23 MB`, `45.6 GB`. */
export const bytes = (value: number): string => scaled(value, 'B');

/** `0 bit/s`, `3.10 Mbit/s`. */
export const bitRate = (bitsPerSecond: number): string => scaled(bitsPerSecond, 'bit/s');

/** Whole numbers with a narrow space every three digits, as in ISO 80000. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** `1 file`, `12 files`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `0 %`, `0.4 %`, `12 %`. */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return '0 %';
  const value = (part / whole) * 100;
  return `${value === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} %`;
}
