import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { SurecastError } from '../contract/surecast-error.ts';
import { failureReason } from './failure-reason.ts';
import type { FfmpegPrograms } from './find-ffmpeg.ts';
import { inputArgs } from './inputs/input-args.ts';
import { pictureOnly } from './shares-hardware.ts';
import type { Source } from './source.ts';

const widestPixels = 640;
/** Cameras give some dark frames first. */
const skippedFrames = 5;
const mostBytes = 2 * 1024 * 1024;
const mostWords = 64 * 1024;

/**
 * One picture of a source, as JPEG, by an FFmpeg that ends as soon as it has it or the time is over. Not by
 * fluent-ffmpeg, which knows no device on FFmpeg 7 and newer.
 * @throws SurecastError `SOURCE_…`, `FFMPEG_FAILED`
 */
export async function takePicture(
  source: Source,
  ffmpeg: FfmpegPrograms,
  timeoutMs: number,
): Promise<Buffer> {
  const child = spawn(ffmpeg.ffmpegPath, pictureArgs(source), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, AV_LOG_FORCE_NOCOLOR: '1' },
    windowsHide: true,
  });
  const pieces: Buffer[] = [];
  let bytes = 0;
  let words = '';
  child.stdout.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes <= mostBytes) pieces.push(piece);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-mostWords);
  });
  let isTimedOut = false;
  const timer = setTimeout(() => {
    isTimedOut = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  try {
    await once(child, 'close');
  } finally {
    clearTimeout(timer);
  }
  if (bytes > 0 && bytes <= mostBytes) return Buffer.concat(pieces);
  throw noPicture(isTimedOut ? timeoutMs : undefined, words);
}

function pictureArgs(source: Source): string[] {
  const display = process.env['DISPLAY'];
  const { args } = inputArgs(pictureOnly(source), {
    platform: process.platform,
    paced: false,
    ...(display === undefined ? {} : { display }),
  });
  const isCamera = source.kind === 'device' || source.kind === 'screen';
  const filters = [
    ...(isCamera ? [`select=gte(n\\,${skippedFrames})`] : []),
    `scale=w=min(${widestPixels}\\,iw):h=-2`,
    'format=yuvj420p',
  ];
  const output = ['-frames:v', '1', '-c:v', 'mjpeg', '-q:v', '5', '-f', 'image2pipe', 'pipe:1'];
  return [
    '-hide_banner',
    '-nostdin',
    '-loglevel',
    'level+error',
    ...args,
    '-map',
    '0:v:0',
    '-vf',
    filters.join(','),
    ...output,
  ];
}

function noPicture(timeoutMs: number | undefined, words: string): SurecastError {
  if (timeoutMs !== undefined)
    return new SurecastError('SOURCE_UNREACHABLE', `No picture came within ${timeoutMs / 1000} s.`);
  const reason = failureReason(words);
  return new SurecastError(reason?.code ?? 'FFMPEG_FAILED', reason?.message ?? 'FFmpeg gave no picture.');
}
