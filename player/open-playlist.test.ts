import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type DecodeOptions, decodePlaylist } from './decode.ts';
import { sha256Of } from './testing/recording.ts';
import { type ScriptedOrigin, startScriptedOrigin } from './testing/scripted-origin.ts';
import { writePlaylist } from './testing/write-playlist.ts';

const media = Buffer.from('a segment');
const ended = writePlaylist([{ uri: '0.ts', sha256: sha256Of(media) }], { ended: true });

describe('the first playlist', { timeout: 60_000 }, () => {
  let origin: ScriptedOrigin;
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'surecast-open-playlist-'));
    origin = await startScriptedOrigin();
    origin.script('0.ts', media);
  });
  afterEach(async () => {
    await origin.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = (options: Partial<DecodeOptions> = {}) =>
    decodePlaylist({
      playlist: `${origin.url}index.m3u8`,
      tuning: { retryBaseMs: 2, retryMaxMs: 20, startPatienceMs: 30_000 },
      ...options,
    });

  for (const [what, status, code] of [
    ['asks for a password', 401, 'PLAYLIST_REFUSED'],
    ['lets nobody in', 403, 'PLAYLIST_REFUSED'],
    ['has nothing there', 404, 'PLAYLIST_NOT_FOUND'],
    ['has nothing there any more', 410, 'PLAYLIST_NOT_FOUND'],
  ] as const) {
    it(`is asked for once of a server that ${what}, and an old output file is left alone`, async () => {
      const output = join(folder, 'out.ts');
      await writeFile(output, 'precious');
      origin.script('index.m3u8', { status });
      const { error } = await open({ output });
      assert.equal(error?.code, code);
      assert.equal(origin.requests('index.m3u8').length, 1);
      assert.equal(await readFile(output, 'utf8'), 'precious');
    });
  }

  it('is looked for once where there is no such file', async () => {
    const { error, report } = await open({ playlist: join(folder, 'nowhere.m3u8') });
    assert.deepEqual([error?.code, report.retries], ['PLAYLIST_NOT_FOUND', 0]);
  });

  it('is waited for when it was said how long, whatever the server says', async () => {
    origin.script('index.m3u8', { status: 404 }, { status: 403 }, ended);
    assert.equal((await open({ giveUpAfterSeconds: 30 })).report.verified, 1);
  });

  it('is waited for while the server restarts, until that says no', async () => {
    origin.script('index.m3u8', { status: 503 }, 'drop', ended);
    assert.equal((await open()).report.verified, 1);
    origin.script('index.m3u8', { status: 503 }, { status: 403 });
    assert.equal((await open()).error?.code, 'PLAYLIST_REFUSED');
  });
});
