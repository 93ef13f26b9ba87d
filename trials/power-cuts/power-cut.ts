import type { Disk, Inode } from './disk.ts';
import type { SeededRandom } from './seeded-random.ts';
import { type DataFate, dataFates, survivingBytes } from './surviving-bytes.ts';
import { type NameFate, type NameModel, nameModels, survivingNames } from './surviving-names.ts';

/** What a power cut does to what was not yet safe. */
export type PowerCut = { readonly model: NameModel; readonly names: NameFate; readonly data: DataFate };

/** A file (with its bytes) or a directory (without) by its path below the folder; parents come first. */
export type SurvivingEntry = {
  readonly path: string;
  readonly bytes: Buffer | undefined;
  /** Unix milliseconds of its last change. */
  readonly changedMs: number;
};

/** All of it left as the program saw it. */
export const noPowerCut: PowerCut = { model: 'ordered', names: 'everything', data: 'everything' };

/** Half of the cuts are of the extremes, where all that is not safe has one fate. */
export function choosePowerCut(random: SeededRandom): PowerCut {
  return {
    model: random.pick(nameModels),
    names: random.pick(['nothing', 'everything', 'random', 'random']),
    data: random.pick([...dataFates, 'torn', 'torn']),
  };
}

/** The files that are there after a power cut. */
export function survivors(disk: Disk, cut: PowerCut, random: SeededRandom): SurvivingEntry[] {
  const names = survivingNames(disk, cut.model, cut.names, random);
  /** A file has the same bytes under each of its names. */
  const contents = new Map<Inode, Buffer>();
  const bytesOf = (inode: Inode): Buffer => {
    const bytes = contents.get(inode) ?? survivingBytes(inode, cut.data, random);
    contents.set(inode, bytes);
    return bytes;
  };
  const below = (directory: Inode, path: string): SurvivingEntry[] =>
    [...(names.get(directory) ?? [])].flatMap(([name, inode]) => {
      const bytes = inode.isDirectory ? undefined : bytesOf(inode);
      const entry = { path: `${path}${name}`, bytes, changedMs: inode.changedMs };
      return inode.isDirectory ? [entry, ...below(inode, `${entry.path}/`)] : [entry];
    });
  return below(disk.root, '');
}
