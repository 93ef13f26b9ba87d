import { statfs } from 'node:fs/promises';

/** What a file system has, as far as this user may use it. */
export type DiskSpace = {
  readonly totalBytes: number;
  readonly freeBytes: number;
  /** Names (inodes) that there can be in all, and those still free; both undefined where nothing limits them. */
  readonly totalFiles: number | undefined;
  readonly freeFiles: number | undefined;
};

/**
 * Asks the file system of a path for its free space (statfs). A quota of the user is not seen by this: only a write shows it.
 * @throws the system's error, as when the path is gone
 */
export async function readDiskSpace(path: string): Promise<DiskSpace> {
  const { bsize, blocks, bavail, files, ffree } = await statfs(path);
  const limitsFiles = files > 0;
  return {
    totalBytes: blocks * bsize,
    freeBytes: bavail * bsize,
    totalFiles: limitsFiles ? files : undefined,
    freeFiles: limitsFiles ? ffree : undefined,
  };
}
