/**
 * How fast the cutter goes through a log: `node bench/cutter.ts`. Prints MB/s for each container and chunk size, over a
 * log made by FFmpeg and pushed again and again, with timestamps that repeat (each repetition is a discontinuity).
 */
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import type { Container } from '../media/cut.ts';
import { createLogCutter } from '../media/log-cutter.ts';

const rounds = 40;

function record(container: Container): Uint8Array {
  const muxer =
    container === 'ts'
      ? ['-f', 'mpegts']
      : [
          '-f',
          'mp4',
          '-movflags',
          'empty_moov+default_base_moof+frag_keyframe+skip_trailer',
          '-frag_duration',
          '500000',
        ];
  const sources = ['-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=30', '-f', 'lavfi', '-i', 'sine=r=48000'];
  const video = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-b:v',
    '12M',
    '-minrate',
    '12M',
    '-maxrate',
    '12M',
    '-bufsize',
    '6M',
  ];
  const grid = ['-x264-params', 'nal-hrd=cbr', '-g', '60', '-sc_threshold', '0', '-pix_fmt', 'yuv420p'];
  const args = ['-v', 'error', ...sources, '-t', '12', ...video, ...grid, '-c:a', 'aac', ...muxer, 'pipe:1'];
  const { stdout } = spawnSync('ffmpeg', args, { maxBuffer: 2 ** 30 });
  return stdout;
}

function measure(container: Container, log: Uint8Array, chunkBytes: number): void {
  const cutter = createLogCutter(container, { segmentTicks: 180_000 });
  let segments = 0;
  const begin = performance.now();
  for (let round = 0; round < rounds; round++) {
    for (let at = 0; at < log.length; at += chunkBytes) {
      segments += cutter
        .push(log.subarray(at, at + chunkBytes))
        .filter((cut) => cut.kind === 'segment').length;
    }
  }
  const seconds = (performance.now() - begin) / 1000;
  const speed = (log.length * rounds) / 1e6 / seconds;
  console.log(
    `${container} chunks of ${chunkBytes / 1024} KiB: ${Math.round(speed)} MB/s, ${segments} segments`,
  );
}

for (const container of ['ts', 'fmp4'] as const) {
  const log = record(container);
  console.log(`${container} log of ${(log.length / 1e6).toFixed(1)} MB, pushed ${rounds} times`);
  for (const kib of [4096, 256, 64, 4]) measure(container, log, kib * 1024);
}
