import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { classifyFileError } from './classify-file-error.ts';

const coded = (code: string) => Object.assign(new Error(code), { code });

describe('classifyFileError', () => {
  it('knows a real full disk', {
    skip: !existsSync('/dev/full') && 'no /dev/full on this system',
  }, async () => {
    const thrown: unknown = await writeFile('/dev/full', 'x').catch((error: unknown) => error);
    const { class: failureClass, code } = classifyFileError(thrown, 'write', '/dev/full');
    assert.deepEqual([failureClass, code], ['blocked', 'ORIGIN_FULL']);
  });

  for (const [systemCode, failureClass, code] of [
    ['EDQUOT', 'blocked', 'ORIGIN_FULL'],
    ['EACCES', 'blocked', 'ORIGIN_UNWRITABLE'],
    ['EROFS', 'blocked', 'ORIGIN_UNWRITABLE'],
    ['EIO', 'unstable', 'ORIGIN_UNSTABLE'],
    ['ESTALE', 'unstable', 'ORIGIN_UNREACHABLE'],
    ['EMFILE', 'unstable', 'ORIGIN_UNREACHABLE'],
    ['constructor', 'unstable', 'ORIGIN_UNREACHABLE'],
  ] as const) {
    it(`takes ${systemCode} as ${failureClass}`, () => {
      const failure = classifyFileError(coded(systemCode), 'write', '/x');
      assert.deepEqual([failure.class, failure.code], [failureClass, code]);
    });
  }

  it('does not speak of writing where it only reads', () => {
    const codeFor = (code: string) => classifyFileError(coded(code), 'read', '/x').code;
    assert.deepEqual(['ENOTDIR', 'EACCES', 'EIO'].map(codeFor), [
      'ORIGIN_UNREADABLE',
      'ORIGIN_UNREADABLE',
      'ORIGIN_UNSTABLE',
    ]);
  });

  it('takes whatever else is thrown as unstable', () => {
    assert.equal(classifyFileError('boo', 'read', '/x').class, 'unstable');
  });
});
