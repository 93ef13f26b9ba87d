import type { VariantConfig } from '../contract/config.ts';
import type { AccessOf } from '../contract/origin-access.ts';
import { parseOriginUrl } from '../contract/origin-url.ts';
import type { PreflightCheck, PreflightReport } from '../contract/preflight-report.ts';
import { parseSource } from '../encoder/source.ts';
import { parseVideoEncoder } from '../encoder/video-encoder-args.ts';
import { isEngineRunning } from './data-directory-status.ts';
import { checkCapture } from './preflight/check-capture.ts';
import { checkDelivery } from './preflight/check-delivery.ts';
import { checkDiskSpace, checkDiskSync } from './preflight/check-disk.ts';
import type { Enter } from './preflight/enter.ts';

export type PreflightOptions = {
  /** As `--source` takes it. */
  readonly source: string;
  readonly originUrls: readonly string[];
  readonly dataDirectory: string;
  /** Replaces the video bit rate of the default variant. */
  readonly videoKbps: number | undefined;
  readonly variants: readonly VariantConfig[] | undefined;
  readonly encoder: string | undefined;
  /** By default AWS's own variables and files. */
  readonly accessOf?: AccessOf;
  /** Asked for by the engine of the data directory: whether it captures now. By default: whether any engine runs there. */
  readonly isOnAir?: boolean;
  /** Told of each check as soon as it is made. */
  readonly onCheck: (check: PreflightCheck) => void;
};

/**
 * Looks at all that a broadcast with these settings needs, by doing it: captures, encodes, writes, uploads. Removes
 * what it wrote, and takes neither source, processor nor uplink from an engine that runs on the data directory.
 * @throws SurecastError `SOURCE_INVALID`, `ORIGIN_URL_INVALID`, `CONFIG_INVALID`; what does not work is in the report
 */
export async function preflight(options: PreflightOptions): Promise<PreflightReport> {
  const { dataDirectory, variants, videoKbps, accessOf = () => undefined } = options;
  const source = parseSource(options.source);
  const encoder = parseVideoEncoder(options.encoder ?? 'libx264');
  const origins = options.originUrls.map((text) => parseOriginUrl(text));
  const busy = busyWith(options);
  const checks: PreflightCheck[] = [];
  const enter: Enter = (name, subject, finding) => {
    const check = { name, subject, ...finding };
    checks.push(check);
    options.onCheck(check);
  };
  const captured = await checkCapture({ source, encoder, variants, videoKbps, busy }, enter);
  const kilobitsPerSecond = captured.reduce((sum, each) => sum + each.videoKbps + each.audioKbps, 0);
  enter('disk-space', dataDirectory, await checkDiskSpace(dataDirectory, kilobitsPerSecond));
  enter('disk-sync', dataDirectory, await checkDiskSync(dataDirectory));
  await checkDelivery({ origins, kilobitsPerSecond, busy, accessOf }, enter);
  return { ok: checks.every((check) => check.status !== 'fail'), kilobitsPerSecond, checks };
}

/** Why neither source, processor nor uplink may be taken now. */
function busyWith({ isOnAir, dataDirectory }: PreflightOptions): string | undefined {
  if (isOnAir !== undefined) return isOnAir ? 'a broadcast is on air, which this would disturb' : undefined;
  return isEngineRunning(dataDirectory)
    ? 'an engine is running on the data directory, which this would disturb'
    : undefined;
}
