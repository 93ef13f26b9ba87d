/**
 * Asks fluent-ffmpeg for `ffprobe` data and prints one JSON object. A program of its own, since fluent-ffmpeg cannot
 * be told to end its ffprobe: the parent ends this process group instead.
 * Usage: probe-child.ts FFPROBE INPUT [OPTION...]
 */
import ffmpeg from 'fluent-ffmpeg';

const [ffprobePath = '', input = '', ...options] = process.argv.slice(2);

ffmpeg(input)
  .setFfprobePath(ffprobePath)
  .ffprobe(['-hide_banner', '-loglevel', 'level+error', ...options], (error: unknown, data: unknown) => {
    const answer = error instanceof Error ? { error: error.message } : { data };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  });
