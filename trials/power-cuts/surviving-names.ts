import type { Disk, Inode, NameChange } from './disk.ts';
import type { SeededRandom } from './seeded-random.ts';

/**
 * Two readings of which names survive a power cut:
 * - `ordered`: changes of names are journaled in one order, so that the first ones survive, and a rename does as a whole: at
 *   least up to the last change that an fsync (of the directory, or of the file itself) answered for. So
 *   ext4, XFS, Btrfs, APFS and NTFS do it (https://docs.kernel.org/filesystems/ext4/journal.html).
 * - `strict`: what POSIX promises and no more. Each name by itself is what it was at the last fsync of its directory, or
 *   anything that it became since; a rename may have lost the old name, the new one, or both.
 */
export const nameModels = ['ordered', 'strict'] as const;

export type NameModel = (typeof nameModels)[number];

/** How much of what was not synced is there: none, all, or as chance will have it. */
export type NameFate = 'nothing' | 'everything' | 'random';

/** Files and directories of each directory after a power cut. */
export type SurvivingNames = ReadonlyMap<Inode, ReadonlyMap<string, Inode>>;

export function survivingNames(
  disk: Disk,
  model: NameModel,
  fate: NameFate,
  random: SeededRandom,
): SurvivingNames {
  const changes =
    model === 'ordered' ? firstOnes(disk, fate, random) : eachByItself(disk.nameChanges, fate, random);
  const names = new Map<Inode, Map<string, Inode>>();
  for (const { directory, name, inode } of changes) {
    const within = names.get(directory) ?? new Map<string, Inode>();
    names.set(directory, within);
    if (inode === undefined) within.delete(name);
    else within.set(name, inode);
  }
  return names;
}

function firstOnes({ nameChanges, namesSafeInOrder }: Disk, fate: NameFate, random: SeededRandom) {
  const chosen = amount(fate, namesSafeInOrder, nameChanges.length, random);
  const last = nameChanges[chosen - 1]?.operation ?? 0;
  return nameChanges.filter(({ operation }) => operation <= last);
}

function eachByItself(changes: readonly NameChange[], fate: NameFate, random: SeededRandom): NameChange[] {
  const histories = new Map<Inode, Map<string, NameChange[]>>();
  for (const change of changes) {
    const within = histories.get(change.directory) ?? new Map<string, NameChange[]>();
    histories.set(change.directory, within);
    within.set(change.name, [...(within.get(change.name) ?? []), change]);
  }
  return [...histories.values()]
    .flatMap((within) => [...within.values()])
    .map((history) => {
      const safe = history.findLastIndex(({ synced }) => synced) + 1;
      return history[amount(fate, safe, history.length, random) - 1];
    })
    .filter((change) => change !== undefined);
}

function amount(fate: NameFate, least: number, most: number, random: SeededRandom): number {
  if (fate === 'nothing') return least;
  return fate === 'everything' ? most : random.integer(least, most);
}
