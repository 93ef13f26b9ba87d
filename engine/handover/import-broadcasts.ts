import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { BroadcastRow } from '../../catalog/broadcasts.ts';
import { carriedPath, type ManifestFile, manifestName } from '../../contract/export-manifest.ts';
import type { CopyProgress, ImportedBroadcast, ImportReport } from '../../contract/handover-report.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { isFile } from '../../disk/copy-file.ts';
import { copyFiles } from './copy-files.ts';
import { enterManifest, pathHere } from './enter-manifest.ts';
import { checkFolders, type MovedOrigins } from './moved-origins.ts';
import { type Desk, withCatalog } from './owned-catalog.ts';
import { type Manifest, readManifest } from './read-manifest.ts';

export type ImportOptions = {
  readonly dataDirectory: string;
  /** The folder that was exported to, or the one of a single broadcast in it. */
  readonly directory: string;
  /** Undefined: every broadcast there. */
  readonly broadcast: string | undefined;
  readonly moved: MovedOrigins;
  /** Whether damaged files become gaps; else they are a reason to import nothing. */
  readonly withoutDamaged: boolean;
  readonly onProgress: CopyProgress;
};

/**
 * Takes exported broadcasts into a data directory, where they are delivered from then on.
 * @throws SurecastError `EXPORT_…`, `BROADCAST_EXISTS`, `ORIGIN_ELSEWHERE`, `DISK_FULL`, and as `withCatalog`
 */
export async function importBroadcasts(options: ImportOptions): Promise<ImportReport> {
  const manifests = findManifests(options);
  return withCatalog(options.dataDirectory, (desk) => importInto(desk, manifests, options));
}

/** The exports that are to be imported. @throws SurecastError `EXPORT_…` */
export function findManifests(options: Pick<ImportOptions, 'directory' | 'broadcast'>): readonly Manifest[] {
  const manifests = findExports(resolve(options.directory))
    .map((folder) => readManifest(join(folder, manifestName)))
    .filter(({ head }) => options.broadcast === undefined || head.broadcast.name === options.broadcast);
  if (manifests.length === 0)
    throw new SurecastError(
      'EXPORT_MISSING',
      `${options.directory} holds no export of ${options.broadcast}.`,
    );
  return manifests;
}

/**
 * The same into a data directory that is owned already.
 * @throws SurecastError as `importBroadcasts`
 */
export async function importInto(
  desk: Desk,
  manifests: readonly Manifest[],
  options: Pick<ImportOptions, 'moved' | 'withoutDamaged' | 'onProgress'>,
): Promise<ImportReport> {
  const imported: ImportedBroadcast[] = [];
  for (const manifest of manifests) imported.push(await importOne(desk, manifest, options));
  return { imported };
}

/** @throws SurecastError `EXPORT_MISSING`, `EXPORT_UNFINISHED` */
function findExports(directory: string): readonly string[] {
  if (existsSync(join(directory, manifestName))) return [directory];
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new SurecastError('EXPORT_MISSING', `There is no folder ${directory}.`);
  const folders = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith('surecast-'))
    .map((entry) => join(directory, entry.name));
  const half = [directory, ...folders].find(isHalf);
  if (half !== undefined) throw new SurecastError('EXPORT_UNFINISHED', `The export ${half} is not finished.`);
  // Somebody else's folder may have such a name.
  const exports = folders.filter((folder) => existsSync(join(folder, manifestName)));
  if (exports.length === 0) throw new SurecastError('EXPORT_MISSING', `${directory} holds no export.`);
  return exports;
}

function isHalf(folder: string): boolean {
  if (existsSync(join(folder, manifestName))) return false;
  return existsSync(join(folder, 'files')) || existsSync(join(folder, `${manifestName}.tmp`));
}

async function importOne(
  desk: Desk,
  manifest: Manifest,
  options: Pick<ImportOptions, 'moved' | 'withoutDamaged' | 'onProgress'>,
): Promise<ImportedBroadcast> {
  const { broadcast, lineage } = manifest.head;
  const known = desk.catalog.broadcasts.byName(broadcast.name);
  const relation = relate(desk, known, lineage);
  const nothing = { broadcast: broadcast.name, files: 0, bytes: 0, lostFiles: 0 };
  if (relation === 'known') return { ...nothing, outcome: 'known' };
  if (known !== undefined && relation === 'taken-back') {
    desk.catalog.durably(() => desk.catalog.handover.takeBack(known.id));
    return { ...nothing, outcome: 'taken-back' };
  }
  const urlsHere =
    known === undefined ? [] : desk.catalog.broadcasts.destinations(known.id).map(({ url }) => url);
  await checkFolders(manifest, options.moved, urlsHere);
  const urlOf = (url: string) => options.moved.get(url) ?? url;
  const damaged = await copyCarried(desk, manifest, urlOf, options.onProgress);
  if (damaged.length > 0 && !options.withoutDamaged) throw damagedError(manifest, damaged);
  enterManifest(desk, manifest, { replaces: known?.id, damaged, urlOf });
  const { carriedFiles: files, carriedBytes: bytes } = manifest.head;
  return { broadcast: broadcast.name, outcome: relation, files, bytes, lostFiles: damaged.length };
}

/** @throws SurecastError `BROADCAST_EXISTS` */
function relate(
  { root, catalog }: Desk,
  known: BroadcastRow | undefined,
  lineage: readonly string[],
): ImportedBroadcast['outcome'] {
  if (known === undefined) return 'imported';
  const here = catalog.handover.lineage(known.id).at(-1);
  if (here !== undefined && here === lineage.at(-1))
    return known.handedOverAtMs === null ? 'known' : 'taken-back';
  if (here !== undefined && known.handedOverAtMs !== null && lineage.includes(here)) return 'returned';
  throw new SurecastError(
    'BROADCAST_EXISTS',
    `${root} has a broadcast ${known.name}, which is not the one that was exported, or is newer.`,
  );
}

/** @returns those that are missing or changed on the disk that they came on */
async function copyCarried(
  { root, catalog }: Desk,
  manifest: Manifest,
  urlOf: (url: string) => string,
  onProgress: CopyProgress,
): Promise<readonly ManifestFile[]> {
  const originIds = new Map(
    manifest.origins.map(({ id, url }) => [id, catalog.durably(() => catalog.handover.originId(urlOf(url)))]),
  );
  const folder = dirname(manifest.path);
  const files = manifest.carried.map((file) => ({
    ...file,
    source: join(folder, carriedPath(file.id)),
    target: join(
      root,
      pathHere(file, (id) => originIds.get(id) ?? 0),
    ),
  }));
  for (const file of files) await refuseOtherBytes(file);
  const { name } = manifest.head.broadcast;
  return copyFiles(files, (done) => onProgress(name, done, files.length));
}

/** Recordings that no catalog knows any more are not written over. */
async function refuseOtherBytes(file: ManifestFile & { readonly target: string }): Promise<void> {
  const isMedia = file.kind === 'segment' || file.kind === 'init';
  if (!isMedia || !existsSync(file.target) || (await isFile(file.target, file))) return;
  throw new SurecastError('FILE_CHANGED', `${file.target} is there with other bytes.`, {
    cure: 'Move it aside, or import into another data directory with --data.',
  });
}

const namedAtMost = 5;

function damagedError({ path, carried }: Manifest, damaged: readonly ManifestFile[]): SurecastError {
  const folder = dirname(path);
  const named = damaged.slice(0, namedAtMost).map(({ id, key }) => `${carriedPath(id)} (${key})`);
  const more = damaged.length > namedAtMost ? ' and others' : '';
  return new SurecastError(
    'EXPORT_DAMAGED',
    `${damaged.length} of ${carried.length} files in ${folder} are missing or changed: ${named.join(', ')}${more}. Nothing was imported.`,
  );
}
