import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asHex } from './read-operation.ts';
import { recordedOperations } from './recording.ts';

const text = (content: string): string => `"${asHex(content)}"`;
const file = (number: number, path: string): string => `${number}<${asHex(path)}>`;

test('a directory that two threads want is there before it is used, whenever its call is seen to return', async () => {
  const operations = await recordedOperations(
    [
      `10 1.0 mkdir(${text('/d/show')}, 0777 <unfinished ...>`,
      `11 1.1 mkdir(${text('/d/show')}, 0777) = -1 EEXIST (File exists)`,
      `11 1.2 mkdir(${text('/d/show/180p')}, 0777 <unfinished ...>`,
      `12 1.3 openat(AT_FDCWD<${asHex('/')}>, ${text('/d/show/180p/x')}, O_WRONLY|O_CREAT, 0666) = ${file(5, '/d/show/180p/x')}`,
      `12 1.4 fsync(${file(5, '/d/show/180p/x')}) = 0`,
      '11 1.5 <... mkdir resumed>) = 0',
      '10 1.6 <... mkdir resumed>) = 0',
      `12 1.7 mkdir(${text('/d/other')}, 0777) = 0`,
    ],
    '/d',
  );
  assert.deepEqual(
    operations.map(({ type, path, begunAfter }) => [type, path, begunAfter]),
    [
      ['make-directory', '/d/show', 0],
      ['make-directory', '/d/show/180p', 0],
      ['open', '/d/show/180p/x', 2],
      ['sync', '/d/show/180p/x', 3],
      ['make-directory', '/d/other', 4],
    ],
  );
});
