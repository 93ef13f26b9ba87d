import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { OriginView } from '../../tests/judge/origin-view.ts';
import { namedKeys } from './viewer.ts';

const run = promisify(execFile);

/** What lies at the origin when all is over. */
export type FinalLook = {
  /** Segments that the last playlist names. */
  readonly named: number;
  /** Those of them that are not there. */
  readonly absent: number;
  readonly isEnded: boolean;
  /** Video frames of those that are there. */
  readonly frames: number;
};

/** Reads the last playlist and all that it names, and counts the frames. */
export async function lookAtLast(view: OriginView, playlistKey: string): Promise<FinalLook> {
  const playlist = (await view.get(playlistKey))?.bytes.toString() ?? '';
  const keys = namedKeys(playlist, playlistKey);
  const objects = await Promise.all(keys.map((key) => view.get(key)));
  const bytes = objects.flatMap((object) => (object === undefined ? [] : [object.bytes]));
  return {
    named: keys.length,
    absent: keys.length - bytes.length,
    isEnded: playlist.includes('#EXT-X-ENDLIST'),
    frames: await countFrames(bytes),
  };
}

async function countFrames(parts: readonly Buffer[]): Promise<number> {
  if (parts.length === 0) return 0;
  const directory = await mkdtemp(join(tmpdir(), 'surecast-compare-'));
  try {
    const path = join(directory, 'joined.ts');
    await writeFile(path, Buffer.concat(parts));
    const args =
      '-v error -select_streams v:0 -count_packets -show_entries stream=nb_read_packets -of csv=p=0';
    const { stdout } = await run('ffprobe', [...args.split(' '), path]);
    return Number(stdout.trim().split('\n')[0]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
