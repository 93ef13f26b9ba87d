import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { BroadcastPlan } from './contender.ts';

/** FFmpeg as crews start it for HLS: the picture that Surecast's test source encodes, small, into FFmpeg's own hls muxer. */
export function hlsArgs(plan: BroadcastPlan, progress: string, output: readonly string[]): readonly string[] {
  const { durationSeconds, framesPerSecond, segmentSeconds } = plan;
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-progress', progress],
    ...['-re', '-f', 'lavfi', '-i', `testsrc2=size=320x180:rate=${framesPerSecond}`],
    ...['-re', '-f', 'lavfi', '-i', 'sine=frequency=1000:sample_rate=48000'],
    ...['-t', String(durationSeconds), '-c:v', 'libx264', '-preset', 'veryfast', '-b:v', '300k'],
    ...[
      '-g',
      String(framesPerSecond * segmentSeconds),
      '-keyint_min',
      String(framesPerSecond * segmentSeconds),
    ],
    ...['-sc_threshold', '0', '-c:a', 'aac', '-b:a', '64k'],
    ...['-f', 'hls', '-hls_time', String(segmentSeconds), '-hls_list_size', '0', ...output],
  ];
}

/** Starts it; `exit` gives its status. */
export function startFfmpeg(args: readonly string[]): { child: ChildProcess; exit: Promise<number | null> } {
  const child = spawn('ffmpeg', args, { stdio: 'ignore' });
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, exit };
}

/** How many frames it says it has encoded, in its progress file. */
export function framesIn(progress: string): number {
  const counts = [...readFileSync(progress, 'utf8').matchAll(/^frame=\s*(\d+)$/gm)];
  return Number(counts.at(-1)?.[1] ?? 0);
}
