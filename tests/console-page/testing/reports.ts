import type { PreflightCheck, PreflightReport } from '../../../contract/preflight-report.ts';

const good = (
  name: PreflightCheck['name'],
  subject: string,
  message: string,
  measured: Readonly<Record<string, number>> = {},
): PreflightCheck => ({ name, subject, status: 'ok', message, cure: null, code: null, measured });

const origin = 's3://parish-live/sundays';

/** What the doctor says where all is well. */
export const passingReport: PreflightReport = {
  ok: true,
  kilobitsPerSecond: 6128,
  checks: [
    good('ffmpeg', '/usr/bin/ffmpeg', 'FFmpeg 7.1 with all that is needed.'),
    good('source', 'device:Cam Link 4K', 'Gives 1920x1080, 50 frames a second.'),
    good('encoder', 'libx264', 'Encodes at 3.1 times the speed of the broadcast.', { speed: 3.1 }),
    good('disk-space', '/srv/surecast', 'Lasts 75 h.', { freeBytes: 212_000_000_000, hours: 75.2 }),
    good('disk-sync', '/srv/surecast', 'A sync takes 4 ms.', { medianMs: 4.1, longestMs: 9.2 }),
    good('origin', origin, 'Takes, attests and refuses a bad checksum.'),
    good('clock', origin, 'Differs by 0.2 s.', { skewSeconds: 0.21 }),
    good('uplink', origin, 'Carries 2.4 times what is captured.', { bitsPerSecond: 14_700_000, times: 2.4 }),
  ],
};

/** What it says where the origin refuses the key. */
export const failingReport: PreflightReport = {
  ...passingReport,
  ok: false,
  checks: passingReport.checks.map((check) =>
    check.name === 'origin'
      ? {
          ...check,
          status: 'fail',
          message: 'The store refuses the key.',
          cure: 'Check the access key and what it may do.',
          code: 'ORIGIN_FORBIDDEN',
          measured: {},
        }
      : check,
  ),
};
