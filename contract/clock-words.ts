/** By so much clocks of machines that keep time may differ; nothing that expires does so before. */
export const clockLeewaySeconds = 60;

/** `The server’s clock is 2 h 5 min ahead of this machine’s` @param offsetMs theirs less ours */
export function clockDifference(whose: string, offsetMs: number): string {
  const direction = offsetMs > 0 ? 'ahead of' : 'behind';
  return `${whose} clock is ${roughly(Math.round(Math.abs(offsetMs) / 1_000))} ${direction} this machine’s`;
}

/** A moment as a person compares it with a clock: `2026-11-21 20:15:00 UTC`. */
export const momentOf = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const datesByCode: Readonly<Record<string, string>> = {
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  CERT_HAS_EXPIRED: 'its certificate has expired',
};

/**
 * Says by whose clock the other side's certificate is not valid now; undefined: it was refused for something else.
 * @param code of Node's TLS
 */
export function certificateByClock(code: string, nowMs: number): string | undefined {
  const words = Object.hasOwn(datesByCode, code) ? datesByCode[code] : undefined;
  return words === undefined ? undefined : `${words} by this machine’s clock (${momentOf(nowMs)})`;
}

const units = [
  { name: 'd', seconds: 86_400, next: 'h', nextSeconds: 3_600 },
  { name: 'h', seconds: 3_600, next: 'min', nextSeconds: 60 },
  { name: 'min', seconds: 60, next: 's', nextSeconds: 1 },
];

function roughly(seconds: number): string {
  const unit = units.find((each) => seconds >= each.seconds);
  if (unit === undefined) return `${seconds} s`;
  const rest = Math.floor((seconds % unit.seconds) / unit.nextSeconds);
  const whole = `${Math.floor(seconds / unit.seconds)} ${unit.name}`;
  return rest === 0 ? whole : `${whole} ${rest} ${unit.next}`;
}
