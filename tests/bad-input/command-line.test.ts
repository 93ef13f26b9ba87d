import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expectRefusal, type Refusal } from '../testing/expect-refusal.ts';
import { runSurecast } from '../testing/surecast-process.ts';
import { createWorkplace } from '../testing/workplace.ts';

const usage = (names: string): Refusal => ({ status: 2, code: 'USAGE', names });
const badName = { status: 2, code: 'BROADCAST_NAME_INVALID' } as const;
const badOrigin = { status: 2, code: 'ORIGIN_URL_INVALID' } as const;
const badSource = { status: 2, code: 'SOURCE_INVALID' } as const;

const refused: readonly (readonly [readonly string[], Refusal])[] = [
  [['frobnicate'], usage('frobnicate')],
  [['statu'], usage('status')],
  [['live', '--frobnicate'], usage('--frobnicate')],
  [['live', 'extra'], usage('extra')],
  [['deliver'], usage('file')],
  [['verify'], usage('name')],
  [['decode'], usage('playlist')],
  [['live', '--duration', '-5'], usage('--duration')],
  [['live', '--duration', '0'], usage('--duration')],
  [['live', '--duration', '1e9'], usage('--duration')],
  [['live', '--segment-duration', '0'], usage('--segment-duration')],
  [['live', '--segment-duration', '1000'], usage('0.5 to 60')],
  [['deliver', 'x.mp4', '--segment-duration', '1000'], usage('0.5 to 60')],
  [['live', '--container', 'webm'], usage('fmp4')],
  [['live', '--workers', '0'], usage('--workers')],
  [['live', '--port', '99999'], usage('--port')],
  [['decode', 'x.m3u8', '--delay', '-1'], usage('--delay')],
  [['live', '--broadcast', 'a/b'], badName],
  [['live', '--broadcast', '..'], badName],
  [['live', '--broadcast', ''], badName],
  [['live', '--broadcast', 'a\u0007b\u001b[2J'], badName],
  [['live', '--broadcast', 'x'.repeat(300)], badName],
  [['deliver', 'x.mp4', '--broadcast', '../up'], badName],
  [['verify', '../up'], badName],
  [['live', '--origin', ''], badOrigin],
  [['live', '--origin', 'ftp://host/x'], badOrigin],
  [['live', '--origin', 's3://'], badOrigin],
  [['live', '--origin', 's3://bucket/../up'], badOrigin],
  [['verify', 'show', '--origin', 'bucket'], badOrigin],
  [['live', '--source', ''], badSource],
  [['live', '--source', 'gopher://host'], badSource],
  [['live', '--source', 'device:'], badSource],
  [['live', '--source', 'srt://:bad'], badSource],
];

describe('a command line that can’t be meant', { concurrency: 2 }, () => {
  for (const [args, refusal] of refused) {
    it(`${JSON.stringify(args).slice(1, 70)} is refused, and nothing is begun`, async (t) => {
      const { data, root } = await createWorkplace(t);
      await expectRefusal(args[0] === 'decode' ? args : [...args, '--data', data], refusal, { cwd: root });
      assert.equal(existsSync(data), false);
    });
  }

  it('never shows credentials that stand in an origin’s URL', async () => {
    const args = ['live', '--origin', 's3://key:planted-secret@bucket/live'];
    await expectRefusal(args, { ...badOrigin, names: 'AWS_SECRET_ACCESS_KEY' });
    const { stdout, stderr } = await runSurecast(args);
    assert.ok(!(stdout + stderr).includes('planted-secret'));
  });

  it('without any command is the help, and 2', async () => {
    const { status, stdout, stderr } = await runSurecast([]);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /Usage: surecast/);
  });
});

const configurations: readonly (readonly [string, string])[] = [
  ['colour: red', 'colour'],
  ['segmentSeconds: two', 'segmentSeconds'],
  ['segmentSeconds: 0', 'segmentSeconds'],
  ['durationSeconds: -1', 'durationSeconds'],
  ['origins: []', 'origins'],
  ['origins: [ftp://host]', 'origins'],
  ['broadcast: a/b', 'broadcast'],
  ['variants: [{ name: big, width: 99999, height: 1, framesPerSecond: 1, videoKbps: 1 }]', 'width'],
  ['encoder: none', 'none'],
  ['- a list', 'object'],
  ['a: [', 'bad.yml'],
  ['a: 1\na: 2', 'unique'],
  ['a: *nowhere', 'nowhere'],
];

describe('a configuration that can’t be meant', { concurrency: 2 }, () => {
  for (const [text, names] of configurations) {
    it(`${JSON.stringify(text)} is refused, and nothing is begun`, async (t) => {
      const { data, root } = await createWorkplace(t);
      const config = join(root, 'bad.yml');
      await writeFile(config, text);
      const args = ['live', '--data', data, '--config', config];
      await expectRefusal(args, { status: 2, code: 'CONFIG_INVALID', names });
      assert.equal(existsSync(data), false);
    });
  }

  it('that is not there is refused by its path', async (t) => {
    const { root } = await createWorkplace(t);
    await expectRefusal(
      ['live', '--config', 'nowhere.yml'],
      {
        status: 2,
        code: 'CONFIG_INVALID',
        names: 'nowhere.yml',
      },
      { cwd: root },
    );
  });
});
