import { access, constants, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** In the run's folder: where its pictures and sound lie, for the next life of the program. */
const pointerName = 'senses';
const folderPrefix = 'surecast-';
/** In a place in memory: the run that it belongs to. */
const ownerName = 'run';
/** A place that another engine has just made is not known to its run yet, milliseconds. */
const newPlaceMs = 60_000;

/** Memory as a folder, on Linux: a few hundred kilobytes a second need no disk, and no disk holds them up. */
const memoryFolder = process.platform === 'linux' ? '/dev/shm' : undefined;

/**
 * Makes the place of a run's pictures and sound: in memory if there is such a folder, else in the run's folder.
 * @param memory where folders in memory are made
 * @throws when neither can be written; a capture goes on without
 */
export async function makeSensesPlace(runDirectory: string, memory = memoryFolder): Promise<string> {
  const place = (await makeInMemory(runDirectory, memory)) ?? diskPlace(runDirectory);
  await mkdir(place, { recursive: true, mode: 0o700 });
  await writeFile(join(runDirectory, pointerName), place);
  return place;
}

/** The place that an earlier life made, made again if it has vanished; undefined: the run has none. */
export async function findSensesPlace(
  runDirectory: string,
  memory = memoryFolder,
): Promise<string | undefined> {
  const place = await readPointer(runDirectory, memory);
  // FFmpeg tries again and again: what a user has in memory goes when that user logs out.
  if (place !== undefined && (await makeFolder(place))) await writeFile(join(place, ownerName), runDirectory);
  return place;
}

/** Removes it: the run is over. */
export async function removeSensesPlace(runDirectory: string, memory = memoryFolder): Promise<void> {
  const place = await readPointer(runDirectory, memory);
  if (place === undefined) return;
  await rm(place, { recursive: true, force: true }).catch(() => undefined);
  await rm(join(runDirectory, pointerName), { force: true }).catch(() => undefined);
}

/** False when it was there, or can't be made. */
async function makeFolder(path: string): Promise<boolean> {
  return mkdir(path, { mode: 0o700 }).then(
    () => true,
    () => false,
  );
}

async function makeInMemory(runDirectory: string, memory: string | undefined): Promise<string | undefined> {
  if (memory === undefined) return undefined;
  try {
    await access(memory, constants.W_OK);
    await removeAbandoned(memory);
    // A name that nobody could have made before, and no right for others.
    const place = await mkdtemp(join(memory, folderPrefix));
    await writeFile(join(place, ownerName), runDirectory);
    return place;
  } catch {
    return undefined;
  }
}

/** Places whose run no longer knows them: everything was killed and its folder removed. */
async function removeAbandoned(memory: string): Promise<void> {
  const names = (await readdir(memory)).filter((name) => name.startsWith(folderPrefix));
  for (const place of names.map((name) => join(memory, name))) {
    const owner = await readFile(join(place, ownerName), 'utf8').catch(() => undefined);
    if (owner === undefined || (await readPointer(owner, memory)) === place) continue;
    const madeAtMs = await stat(join(place, ownerName)).then(({ mtimeMs }) => mtimeMs);
    if (Date.now() - madeAtMs > newPlaceMs) await rm(place, { recursive: true, force: true });
  }
}

/** Undefined also for a path that was not made here: what it names is written to and removed. */
async function readPointer(runDirectory: string, memory: string | undefined): Promise<string | undefined> {
  const path = await readFile(join(runDirectory, pointerName), 'utf8').catch(() => undefined);
  if (path === undefined || path === diskPlace(runDirectory)) return path;
  return dirname(path) === memory && /^surecast-\w{6}$/.test(basename(path)) ? path : undefined;
}

const diskPlace = (runDirectory: string): string => join(runDirectory, 'senses-ring');
