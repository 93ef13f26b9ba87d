import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Marks the fuses in Electron's binary: @electron/fuses finds them by it. */
const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** As Electron ships them, in the order of their numbers; `1` is on. */
const shippedFuses = '101100010';

/**
 * A folder in the shape of an unpacked Electron for Linux, with a file in the place of its binary that has nothing of it but the fuses.
 * electron-builder packs with it as with the real one; nothing can be run.
 */
export async function standInElectron(folder: string, version: string): Promise<string> {
  await mkdir(join(folder, 'resources'), { recursive: true });
  const wire = Buffer.from([1, shippedFuses.length]);
  const binary = Buffer.concat([Buffer.from(`stand-in ${fuseSentinel}`), wire, Buffer.from(shippedFuses)]);
  await writeFile(join(folder, 'electron'), binary, { mode: 0o755 });
  await writeFile(join(folder, 'version'), version);
  for (const name of ['LICENSE', 'LICENSES.chromium.html'])
    await writeFile(join(folder, name), 'of Electron');
  return folder;
}
