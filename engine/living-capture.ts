import { join } from 'node:path';
import type { BroadcastRow } from '../catalog/broadcasts.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { adoptFfmpeg, type FfmpegHandle, isFfmpegAlive } from '../encoder/ffmpeg-process.ts';

/** The FFmpeg of an earlier life of the program that still captures for a broadcast, if there is one. */
export async function livingCapture(
  catalog: Catalog,
  root: string,
  broadcast: BroadcastRow,
): Promise<FfmpegHandle | undefined> {
  for (const run of catalog.runs.list(broadcast.id).filter((candidate) => candidate.ended === 0)) {
    const handle = await adoptFfmpeg(join(root, run.directory));
    if (handle !== undefined) return handle;
  }
  return undefined;
}

/** Whether an FFmpeg still captures for a broadcast. */
export async function isCapturing(catalog: Catalog, root: string, broadcast: BroadcastRow): Promise<boolean> {
  const runs = catalog.runs.list(broadcast.id).filter((run) => run.ended === 0);
  const alive = await Promise.all(runs.map((run) => isFfmpegAlive(join(root, run.directory))));
  return alive.includes(true);
}
