import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asHex, readOperation } from './read-operation.ts';
import { SystemCalls } from './system-call.ts';

const text = (content: string): string => `"${asHex(content)}"`;
const file = (number: number, path: string): string => `${number}<${asHex(path)}>`;

test('calls in whole and broken lines are read, in the order in which they were done', () => {
  const calls = new SystemCalls();
  const lines = [
    `10    1700000000.5 fsync(${file(3, '/d/a')} <unfinished ...>`,
    `11    1700000000.6 pwrite64(${file(4, '/d/b')}, ${text('hello')}, 5, 4096) = 5`,
    '10    1700000000.7 <... fsync resumed>) = 0',
    '10    1700000000.8 +++ exited with 0 +++',
    `11    1700000000.9 unlink(${text('/d/c')}) = -1 ENOENT (No such file or directory)`,
  ];
  const done = lines.flatMap((line) => calls.read(line) ?? []);
  assert.deepEqual(
    done.map(({ name, begunLine, doneLine }) => [name, begunLine, doneLine]),
    [
      ['pwrite64', 2, 2],
      ['fsync', 1, 3],
      ['unlink', 5, 5],
    ],
  );
  assert.deepEqual(done.map(readOperation), [
    { type: 'write', path: '/d/b', offset: 4096, bytes: Buffer.from('hello') },
    { type: 'sync', path: '/d/a', dataOnly: false },
    undefined,
  ]);
});

test('paths beside a directory are below it, and a write that fell short wrote as much as it said', () => {
  const calls = new SystemCalls();
  const read = (line: string) => {
    const call = calls.read(line);
    return call && readOperation(call);
  };
  assert.deepEqual(
    read(
      `9 1.0 openat(AT_FDCWD<${asHex('/d')}>, ${text('x')}, O_WRONLY|O_CREAT|O_APPEND, 0666) = ${file(5, '/d/x')}`,
    ),
    { type: 'open', path: '/d/x', truncates: false, appends: true },
  );
  assert.deepEqual(read(`9 1.0 write(${file(5, '/d/x')}, ${text('hello')}, 5) = 2`), {
    type: 'write',
    path: '/d/x',
    offset: undefined,
    bytes: Buffer.from('he'),
  });
  assert.throws(() =>
    read(`9 1.0 copy_file_range(${file(5, '/d/x')}, NULL, ${file(6, '/d/y')}, NULL, 9, 0) = 9`),
  );
});
