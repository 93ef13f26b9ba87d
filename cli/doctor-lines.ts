import type { PreflightCheck, PreflightReport } from '../contract/preflight-report.ts';
import { formatCount } from './print.ts';

const words: Record<PreflightCheck['status'], string> = {
  ok: 'ok  ',
  warn: 'WARN',
  fail: 'FAIL',
  skip: 'skip',
};

const titles: Record<PreflightCheck['name'], string> = {
  ffmpeg: 'FFmpeg',
  source: 'Source',
  encoder: 'Encoder',
  'disk-space': 'Disk space',
  'disk-sync': 'Disk flush',
  origin: 'Origin',
  clock: 'Clock',
  uplink: 'Uplink',
};

/** A check as one line, and its cure as a second one. */
export function describeCheck({ name, subject, status, message, code, cure }: PreflightCheck): string {
  const why = code === null ? '' : ` (${code})`;
  const line = `${words[status]}  ${titles[name].padEnd(10)}  ${subject}: ${message}${why}`;
  return cure === null ? line : `${line}\n      ${cure}`;
}

/** The result in one line. */
export function describePreflight({ ok, checks }: PreflightReport): string {
  const count = (status: PreflightCheck['status']) =>
    checks.filter((check) => check.status === status).length;
  const warnings = count('warn') === 0 ? '' : `, ${formatCount(count('warn'), 'warning')}`;
  return ok ? `Ready${warnings}.` : `NOT READY: ${formatCount(count('fail'), 'check')} failed${warnings}.`;
}
