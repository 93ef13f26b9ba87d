import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { progressFileName } from './capture-args.ts';
import { endedCleanly, isSourceOver } from './ended-cleanly.ts';

test('an FFmpeg that finished its output is known by its exit, or by its last report', async (t) => {
  const directory = temporaryDirectory(t);
  const by = (exit: Parameters<typeof endedCleanly>[1]) => endedCleanly(directory, exit);
  assert.deepEqual(await Promise.all([0, 255, 1].map((code) => by({ code }))), [true, true, false]);
  assert.equal(await by({ code: undefined, signal: 'SIGKILL' }), false);
  assert.equal(await by({ code: undefined }), false);
  writeFileSync(join(directory, progressFileName), 'frame=7\nprogress=continue\n');
  assert.equal(await by({ code: undefined }), false);
  writeFileSync(join(directory, progressFileName), 'frame=7\nprogress=end\n');
  assert.equal(await by({ code: undefined }), true);
});

test('a source is over only where nobody asked FFmpeg to end', () => {
  assert.equal(isSourceOver({ code: 0 }, { cleanly: true, asked: false }), true);
  assert.equal(isSourceOver({ code: 255 }, { cleanly: true, asked: false }), false);
  assert.equal(isSourceOver({ code: 0 }, { cleanly: true, asked: true }), false);
  assert.equal(isSourceOver({ code: 1 }, { cleanly: false, asked: false }), false);
  assert.equal(isSourceOver({ code: undefined }, { cleanly: true, asked: false }), undefined);
  assert.equal(isSourceOver({ code: undefined }, { cleanly: false, asked: false }), false);
});
