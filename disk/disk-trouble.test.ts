import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diskTrouble } from './disk-trouble.ts';

const withCode = (code: string) => Object.assign(new Error(code), { code });

test('a quota that is used up is a full disk, as the system and SQLite say it', () => {
  for (const code of ['ENOSPC', 'EDQUOT', 'SQLITE_FULL']) assert.equal(diskTrouble(withCode(code)), 'full');
});

test('a disk that takes no writes, and one that fails, are told apart', () => {
  for (const code of ['EROFS', 'SQLITE_READONLY', 'SQLITE_READONLY_DBMOVED'])
    assert.equal(diskTrouble(withCode(code)), 'read-only');
  for (const code of ['EIO', 'SQLITE_IOERR', 'SQLITE_IOERR_WRITE', 'SQLITE_CANTOPEN'])
    assert.equal(diskTrouble(withCode(code)), 'failing');
});

test('it is found behind an error that it caused, and nowhere else', () => {
  assert.equal(diskTrouble(new Error('x', { cause: new Error('y', { cause: withCode('ENOSPC') }) })), 'full');
  for (const other of [
    withCode('EACCES'),
    withCode('SQLITE_CORRUPT'),
    new Error('ENOSPC'),
    'ENOSPC',
    undefined,
  ])
    assert.equal(diskTrouble(other), undefined);
});
