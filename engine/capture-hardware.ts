import PQueue from 'p-queue';
import type { DeviceReport, DevicesReport } from '../contract/devices-report.ts';
import { toSurecastError } from '../contract/surecast-error.ts';
import type { CaptureDevice } from '../encoder/devices/capture-device.ts';
import { listDevices } from '../encoder/devices/list-devices.ts';
import { checkEncoders } from '../encoder/devices/working-encoders.ts';
import { failureReason } from '../encoder/failure-reason.ts';
import { type FfmpegPrograms, findFfmpeg } from '../encoder/find-ffmpeg.ts';
import { probeSource } from '../encoder/probe-source.ts';
import { audioProbeTarget } from '../encoder/probe-target.ts';
import { runProbe } from '../encoder/run-probe.ts';
import { parseSource, type Source } from '../encoder/source.ts';

const trialMs = 8_000;
const trialsAtOnce = 4;

/**
 * The capture devices and encoders of this machine, each tried for real where it can be.
 * @param isInUse whether the broadcast on air holds a source: that is not opened a second time
 * @throws SurecastError `FFMPEG_MISSING`, `FFMPEG_TOO_OLD`
 */
export async function captureHardware(
  isInUse: (source: Source) => boolean = () => false,
): Promise<DevicesReport> {
  const ffmpeg = await findFfmpeg();
  const listed = await listDevices(ffmpeg.ffmpegPath);
  const queue = new PQueue({ concurrency: trialsAtOnce });
  const devices = await queue.addAll(listed.map((device) => () => tryDevice(device, ffmpeg, isInUse)));
  const encoders = await checkEncoders(ffmpeg);
  return {
    ffmpeg: ffmpeg.version.text,
    devices,
    encoders: encoders.map(({ encoder, works, reason }) => ({
      name: encoder,
      works,
      reason: reason ?? null,
    })),
  };
}

async function tryDevice(
  device: CaptureDevice,
  ffmpeg: FfmpegPrograms,
  isInUse: (source: Source) => boolean,
): Promise<DeviceReport> {
  const { kind, label, name } = device;
  if (isInUse(asSource(device))) return { kind, label, source: sourceOf(device), ...onAir };
  const trial = kind === 'audio' ? await tryAudio(name, ffmpeg) : await tryPicture(sourceOf(device), ffmpeg);
  return { kind, label, source: sourceOf(device), ...trial };
}

function sourceOf({ kind, name }: CaptureDevice): string {
  if (kind === 'audio') return `,audio:${name}`;
  return kind === 'video' ? `device:${name}` : name;
}

type Trial = Pick<DeviceReport, 'works' | 'details'>;

/** For comparing it with what is on air; an audio device as one beside a screen. */
function asSource(device: CaptureDevice): Source {
  if (device.kind !== 'audio') return parseSource(sourceOf(device));
  return { kind: 'screen', display: undefined, audio: device.name };
}

const onAir: Trial = { works: true, details: 'on air' };
const untried: Trial = { works: null, details: 'not tried' };

async function tryPicture(source: string, ffmpeg: FfmpegPrograms): Promise<Trial> {
  try {
    const probe = await probeSource(parseSource(source), ffmpeg, trialMs);
    if (probe === undefined) return untried;
    const { width, height, framesPerSecond } = probe.video;
    return { works: true, details: `${width}x${height}, ${Number(framesPerSecond.toFixed(2))} fps` };
  } catch (error) {
    return { works: false, details: toSurecastError(error).message };
  }
}

async function tryAudio(name: string, { ffprobePath }: FfmpegPrograms): Promise<Trial> {
  const target = audioProbeTarget({ kind: 'screen', display: undefined, audio: name }, process.platform);
  if (target === undefined || ffprobePath === undefined) return untried;
  const answer = await runProbe(ffprobePath, target, trialMs);
  if (answer.type === 'data') return { works: true, details: 'gives sound' };
  if (answer.type === 'timeout') return { works: false, details: `nothing came within ${trialMs / 1000} s` };
  return { works: false, details: failureReason(answer.words)?.message ?? 'it cannot be opened' };
}
