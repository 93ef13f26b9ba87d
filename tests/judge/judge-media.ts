import assert from 'node:assert/strict';
import { assertEvenSteps, type DecodedRun, decodeRun } from './decode-run.ts';
import type { ScannedSegment } from './scan-media-playlist.ts';

export type ExpectedMedia = {
  /** Undefined: frames are as far apart as they were in the source. */
  readonly framesPerSecond: number | undefined;
  /** Samples a second of the audio; undefined: there is none. Default 48000. */
  readonly audioRate?: number | undefined;
  /** Whether FFmpeg was killed at the end, too: then the last frames shown may not have been written. */
  readonly endsKilled?: boolean;
  /** Power was cut: as after a kill, and a run may have a gap where its bytes never arrived. Default false. */
  readonly powerCut?: boolean;
  /** Media sequence numbers of segments that were lost after they were recorded: gaps in the midst of a run. Default none. */
  readonly lost?: readonly number[];
};

const samplesOfAacFrame = 1024;
/** Frames at the end of a killed run that are decoded before others shown earlier, which were not written any more. */
const reorderedFrames = 3;
/** FFmpeg's MPEG-TS muxer gathers audio before it writes it, so a run that was killed has less audio than picture. */
const audioBehindSeconds = 0.6;

/**
 * Decodes each stretch between discontinuities, and judges its timestamps: frames follow each other evenly, last what
 * EXTINF says, and go forward from run to run.
 */
export async function judgeMedia(
  segments: readonly ScannedSegment[],
  folder: string,
  objects: ReadonlyMap<string, Buffer>,
  expected: ExpectedMedia,
): Promise<DecodedRun[]> {
  const runs: DecodedRun[] = [];
  const stretches = splitIntoStretches(segments, expected);
  for (const [index, stretch] of stretches.entries()) {
    const init = stretch[0]?.map;
    const uris = [...(init ? [init.uri] : []), ...stretch.map(({ uri }) => uri)];
    const parts = uris.map((uri) => objects.get(`${folder}/${uri}`) ?? Buffer.alloc(0));
    const run = await decodeRun(parts, init ? 'mp4' : 'ts');
    const isCutOff =
      index < stretches.length - 1 || expected.endsKilled === true || expected.powerCut === true;
    judgeVideo(run, stretch, expected, isCutOff);
    if ('audioRate' in expected && expected.audioRate === undefined) assert.deepEqual(run.audio, []);
    else if (isCutOff && run.audio.length === 0) judgeSilence(run);
    else {
      const isAfterLoss = expected.lost?.includes((stretch[0]?.sequence ?? 0) - 1) === true;
      judgeAudio(run, expected.audioRate ?? 48_000, isAfterLoss);
    }
    const end = runs.at(-1)?.video.at(-1) ?? Number.NEGATIVE_INFINITY;
    assert.ok((run.video[0] ?? 0) > end, 'a new run goes on later in time');
    runs.push(run);
  }
  return runs;
}

function judgeVideo(
  { video }: DecodedRun,
  stretch: readonly ScannedSegment[],
  { framesPerSecond }: ExpectedMedia,
  isCutOff: boolean,
): void {
  const lasts = (video.at(-1) ?? 0) - (video[0] ?? 0);
  const seconds = stretch.reduce((sum, segment) => sum + segment.seconds, 0);
  const lastFrame = seconds - lasts;
  if (framesPerSecond === undefined) {
    assert.ok(lastFrame >= 0 && lastFrame < 1, `the last frame lasts ${lastFrame} s`);
    return;
  }
  const step = 1 / framesPerSecond;
  assertEvenSteps(isCutOff ? video.slice(0, -reorderedFrames) : video, step, 'video');
  assert.ok(Math.abs(lastFrame - step) < step / 2, `EXTINFs tell of a last frame of ${lastFrame} s`);
}

/**
 * Audio has no hole, and covers the picture to within a few of its frames at both ends. Behind a loss in the midst of a run
 * there is audio that belongs to the picture before.
 */
function judgeAudio({ video, audio }: DecodedRun, rate: number, isAfterLoss: boolean): void {
  assertEvenSteps(audio, samplesOfAacFrame / rate, 'audio');
  const atStart = (audio[0] ?? 0) - (video[0] ?? 0);
  const earliest = isAfterLoss ? -audioBehindSeconds : -0.1;
  assert.ok(atStart > earliest && atStart < 0.1, `audio begins ${atStart} s after video`);
  const atEnd = (video.at(-1) ?? 0) - (audio.at(-1) ?? 0);
  assert.ok(atEnd < audioBehindSeconds, `audio ends ${atEnd} s before video`);
}

/** A run that was killed before its first audio was written. */
function judgeSilence({ video }: DecodedRun): void {
  const seconds = (video.at(-1) ?? 0) - (video[0] ?? 0);
  assert.ok(seconds < audioBehindSeconds, `there is no audio to ${seconds} s of video`);
}

/** Without its gaps. */
function splitIntoStretches(
  segments: readonly ScannedSegment[],
  { powerCut = false, lost = [] }: ExpectedMedia,
): ScannedSegment[][] {
  const runs: ScannedSegment[][] = [];
  let isNew = true;
  for (const segment of segments) {
    isNew ||= segment.discontinuity || (segment.gap && (powerCut || lost.includes(segment.sequence)));
    if (segment.gap) continue;
    if (isNew) runs.push([]);
    runs.at(-1)?.push(segment);
    isNew = false;
  }
  return runs;
}
