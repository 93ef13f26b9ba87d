import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ffmpegLogName } from '../../encoder/ffmpeg-process.ts';
import { readFileTail } from '../../encoder/file-tail.ts';

/** What FFmpeg said in one run. */
export type FfmpegLog = { readonly broadcast: string; readonly run: string; readonly text: string };

const mostRuns = 12;
const tailBytes = 64 * 1024;

/** The ends of FFmpeg's logs of the newest runs in a data directory, the newest first. Not redacted. */
export async function readFfmpegLogs(root: string): Promise<FfmpegLog[]> {
  const broadcasts = join(root, 'broadcasts');
  const runs = await Promise.all(
    (await list(broadcasts)).map(async (broadcast) => {
      const folder = join(broadcasts, broadcast, 'runs');
      return (await list(folder)).map((run) => ({ broadcast, run, path: join(folder, run, ffmpegLogName) }));
    }),
  );
  const newest = runs
    .flat()
    .sort((a, b) => b.broadcast.localeCompare(a.broadcast) || b.run.localeCompare(a.run))
    .slice(0, mostRuns);
  return Promise.all(
    newest.map(async ({ broadcast, run, path }) => {
      return { broadcast, run: basename(run), text: await readFileTail(path, tailBytes) };
    }),
  );
}

async function list(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
