import { stat } from 'node:fs/promises';
import { SurecastError } from '../contract/surecast-error.ts';
import { failureReason } from './failure-reason.ts';
import type { FfmpegPrograms } from './find-ffmpeg.ts';
import { audioProbeTarget, type ProbeTarget, probeTarget } from './probe-target.ts';
import { redactUrl } from './redact-url.ts';
import { runProbe } from './run-probe.ts';
import { formatSource, type Source } from './source.ts';
import { readSourceProbe, type SourceProbe } from './source-probe.ts';

/** Longest that a source may take to show what it carries. */
const probeTimeoutMs = 30_000;

/**
 * Looks into a source before it is captured. Undefined if that cannot be done (the test pattern, an SRT listener,
 * no ffprobe): it is then captured with the usual picture.
 * @throws SurecastError SOURCE_NOT_FOUND, SOURCE_NO_VIDEO, SOURCE_UNREACHABLE, SOURCE_BUSY, SOURCE_DENIED
 */
export async function probeSource(
  source: Source,
  { ffprobePath }: Pick<FfmpegPrograms, 'ffprobePath'>,
  timeoutMs: number = probeTimeoutMs,
): Promise<SourceProbe | undefined> {
  if (source.kind === 'file') await expectFile(source.path);
  const target = probeTarget(source, process.platform, process.env['DISPLAY']);
  if (target === undefined || ffprobePath === undefined) return undefined;
  const name = redactUrl(formatSource(source));
  const probe = readSourceProbe(await ask(ffprobePath, target, name, timeoutMs));
  if (probe === undefined) throw new SurecastError('SOURCE_NO_VIDEO', `${name} has no video.`);
  const audio = audioProbeTarget(source, process.platform);
  if (audio !== undefined) await ask(ffprobePath, audio, `The audio of ${name}`, timeoutMs);
  return probe;
}

async function ask(
  ffprobePath: string,
  target: ProbeTarget,
  name: string,
  timeoutMs: number,
): Promise<unknown> {
  const answer = await runProbe(ffprobePath, target, timeoutMs);
  switch (answer.type) {
    case 'data':
      return answer.data;
    case 'timeout':
      throw new SurecastError('SOURCE_UNREACHABLE', `${name} gave no picture within ${timeoutMs / 1000} s.`);
    case 'error': {
      const reason = failureReason(answer.words);
      throw new SurecastError(
        reason === undefined || reason.code === 'FFMPEG_FAILED' ? 'SOURCE_NO_VIDEO' : reason.code,
        `${name}: ${reason?.message ?? 'ffprobe cannot read it.'}`,
      );
    }
  }
}

/** Says of a path what FFmpeg would only hint at. */
async function expectFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES') throw new SurecastError('SOURCE_DENIED', `${path} may not be read.`);
    throw new SurecastError('SOURCE_NOT_FOUND', `There is no file ${path}.`);
  });
  if (found.isDirectory()) throw new SurecastError('SOURCE_NO_VIDEO', `${path} is a directory.`);
}
