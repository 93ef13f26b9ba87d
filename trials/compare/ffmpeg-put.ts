import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Contender } from './contender.ts';
import { hlsArgs, startFfmpeg } from './hls-ffmpeg.ts';

/** FFmpeg uploads by itself: `-method PUT` to a web server that takes it. */
export function ffmpegPut(name: string, more: readonly string[]): Contender {
  return {
    name,
    start: async (stage, plan) => {
      const { url, view } = await stage.webFolder();
      const progress = join(stage.root, `${randomUUID()}.progress`);
      const { child, exit } = startFfmpeg(
        hlsArgs(plan, progress, ['-method', 'PUT', ...more, `${url}/index.m3u8`]),
      );
      stage.scope.after(() => child.kill('SIGKILL'));
      return {
        view,
        playlistKey: 'index.m3u8',
        ended: exit.then((status) => ({ said: `FFmpeg's exit status is ${status}`, frames: undefined })),
      };
    },
  };
}
