import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { failsWith, objectOf, originConformance } from './conformance.ts';
import { openOrigin } from './open-origin.ts';

const never = new AbortController().signal;
let root = '';
let opened = 0;

before(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'surecast-file-origin-'));
});
after(() => rm(root, { recursive: true, force: true }));

/** A folder that its owner may not write. Root may write any folder of a disk, but not the kernel's. */
async function forbiddenDirectory(): Promise<string> {
  if (process.getuid?.() === 0) return '/sys/kernel/surecast';
  const directory = path.join(root, 'forbidden');
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o500);
  return directory;
}

originConformance('file:', {
  proof: 'sha256-read-back',
  open: async () => {
    const directory = path.join(root, `origin-${++opened}`, 'deep', 'er');
    const open = () => openOrigin({ kind: 'file', directory });
    return {
      origin: open(),
      another: open,
      tamper: (key, body) => writeFile(path.join(directory, key), body),
    };
  },
  missing: async () => {
    const file = path.join(root, 'file');
    await writeFile(file, '');
    return { origin: openOrigin(`file:${path.join(file, 'below')}`), code: 'ORIGIN_UNWRITABLE' };
  },
  forbidden: async () => ({
    origin: openOrigin(`file:${await forbiddenDirectory()}`),
    code: 'ORIGIN_UNWRITABLE',
  }),
});

describe('file: leaves its folder tidy', () => {
  const body = Buffer.from('tidy');

  it('without temporary names, also after a refusal and a probe', async () => {
    const origin = openOrigin(`file:${root}/tidy`);
    await origin.probe(never);
    await origin.put(objectOf('show/1.ts', body), body, never);
    const other = Buffer.from('other');
    await failsWith(origin.put(objectOf('show/1.ts', other), other, never), {
      class: 'object',
      code: 'ORIGIN_NAME_TAKEN',
    });
    const names = await readdir(`${root}/tidy`, { recursive: true });
    assert.deepEqual(names.filter((name) => !name.startsWith('.surecast-probe')).toSorted(), [
      'show',
      path.join('show', '1.ts'),
    ]);
  });

  it('sweeps what a killed writer left an hour ago, and nothing newer', async () => {
    const folder = path.join(root, 'swept', 'show');
    await mkdir(folder, { recursive: true });
    const [old, fresh] = ['.surecast-tmp-old', '.surecast-tmp-fresh'];
    await writeFile(path.join(folder, old), 'half');
    await utimes(path.join(folder, old), new Date(), new Date(Date.now() - 2 * 60 * 60 * 1000));
    await writeFile(path.join(folder, fresh), 'half');
    await openOrigin(`file:${root}/swept`).put(objectOf('show/1.ts', body), body, never);
    assert.deepEqual((await readdir(folder)).toSorted(), [fresh, '1.ts'].toSorted());
  });
});

describe('file: tells what the disk says', () => {
  it('a folder in the place of an object', async () => {
    await mkdir(path.join(root, 'folder', 'show', '1.ts'), { recursive: true });
    const origin = openOrigin(`file:${root}/folder`);
    const body = Buffer.from('x');
    await failsWith(origin.put(objectOf('show/1.ts', body), body, never), {
      class: 'blocked',
      code: 'ORIGIN_UNWRITABLE',
    });
    assert.equal(await origin.head('show/1.ts', never), undefined);
  });
});
