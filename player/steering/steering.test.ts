import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decodePlaylist } from '../decode.ts';
import { sha256Of } from '../testing/recording.ts';
import { type ScriptedOrigin, startScriptedOrigin } from '../testing/scripted-origin.ts';
import { writePlaylist } from '../testing/write-playlist.ts';
import { Pathways } from './pathways.ts';
import { readSteering } from './steering-manifest.ts';
import { readSteeringTag } from './steering-tag.ts';

const page = 'http://edge-1.test:8080/live/show/index.m3u8';
const tag = { manifestUrl: 'http://edge-1.test:8080/steering/show', pathway: 'edge-1' };

/** A manifest whose pathways besides the first are clones on these hosts. */
const manifestOf = (priority: readonly string[], hosts: Readonly<Record<string, string>>): string =>
  JSON.stringify({
    VERSION: 1,
    TTL: 1,
    'PATHWAY-PRIORITY': priority,
    'PATHWAY-CLONES': Object.entries(hosts).map(([ID, HOST]) => ({
      'BASE-ID': 'edge-1',
      ID,
      'URI-REPLACEMENT': { HOST },
    })),
  });

describe('content steering', () => {
  it('reads the tag, and takes none for what cannot be used', () => {
    const line = '#EXTM3U\n#EXT-X-CONTENT-STEERING:SERVER-URI="/steering/show",PATHWAY-ID="edge-1"\n';
    assert.deepEqual(readSteeringTag(line, page), tag);
    for (const bad of [
      '#EXTM3U\n',
      '#EXT-X-CONTENT-STEERING:PATHWAY-ID="a"',
      '#EXT-X-CONTENT-STEERING:SERVER-URI="file:/etc/passwd"',
    ])
      assert.equal(readSteeringTag(bad, page), undefined);
  });

  it('refuses what is no manifest', () => {
    for (const bad of [
      '',
      '[]',
      '{"VERSION":2,"PATHWAY-PRIORITY":["a"]}',
      '{"VERSION":1,"PATHWAY-PRIORITY":[]}',
    ])
      assert.equal(readSteering(bad, tag.manifestUrl), undefined);
  });

  it('tries hosts as steered, and what failed last', () => {
    const pathways = new Pathways(tag, page);
    assert.deepEqual(pathways.hosts(0), ['edge-1.test:8080']);
    const steering = readSteering(
      manifestOf(['edge-2', 'edge-1'], { 'edge-2': 'b:2', 'edge-3': 'c:3' }),
      page,
    );
    assert.ok(steering);
    pathways.use(steering);
    assert.deepEqual(pathways.hosts(0), ['b:2', 'edge-1.test:8080']);
    pathways.fail('b:2', 1_000);
    assert.deepEqual(pathways.hosts(2_000), ['edge-1.test:8080', 'b:2']);
    assert.deepEqual(pathways.hosts(62_000), ['b:2', 'edge-1.test:8080']);
  });
});

describe('decoding with content steering', { timeout: 60_000 }, () => {
  let first: ScriptedOrigin;
  let second: ScriptedOrigin;
  before(async () => {
    first = await startScriptedOrigin();
    second = await startScriptedOrigin();
  });
  after(async () => {
    await first.close().catch(() => undefined);
    await second.close();
  });

  const segments = ['one', 'two', 'three'].map((text) => Buffer.from(text.repeat(1_000)));
  const list = segments.map((bytes, index) => ({ uri: `${index}.ts`, sha256: sha256Of(bytes) }));

  /** The first server has begun, and names the second, which has everything. */
  const begin = () => {
    const multivariant = [
      '#EXTM3U',
      '#EXT-X-CONTENT-STEERING:SERVER-URI="/steering",PATHWAY-ID="edge-1"',
      '#EXT-X-STREAM-INF:BANDWIDTH=1000,PATHWAY-ID="edge-1"',
      'v/index.m3u8',
      '',
    ].join('\n');
    first.script('index.m3u8', multivariant);
    first.script('steering', manifestOf(['edge-1', 'edge-2'], { 'edge-2': new URL(second.url).host }));
    first.script('v/index.m3u8', writePlaylist(list.slice(0, 1)));
    first.script('v/0.ts', segments[0] ?? '');
    second.script('v/index.m3u8', writePlaylist(list, { ended: true }));
    for (const [index, bytes] of segments.entries()) second.script(`v/${index}.ts`, bytes);
  };
  const decode = async (stallMs: number) => {
    const said: string[] = [];
    const { report, stopped } = await decodePlaylist(
      {
        playlist: `${first.url}index.m3u8`,
        tuning: { retryBaseMs: 2, retryMaxMs: 20, stallMs, startPatienceMs: 2_000 },
      },
      { onEvent: (event) => void (event.kind === 'said' && said.push(event.message)) },
    );
    assert.equal(stopped, 'ended', said.join('\n'));
    assert.deepEqual([report.segments, report.verified, report.missing], [3, 3, 0]);
  };

  it('goes on at the next pathway when the first one falls silent, long before its patience is at an end', async () => {
    begin();
    const decoding = decode(600_000);
    // Asked a second time: the first answer is known.
    await first.asked('steering', 2);
    const silent = { stall: segments[1] ?? Buffer.alloc(0) };
    first.script('v/1.ts', silent);
    first.script('v/2.ts', silent);
    first.script('v/index.m3u8', writePlaylist(list, { ended: true }));
    await decoding;
    assert.equal(second.requests('v/1.ts').length, 1);
  });

  it('goes on at the next pathway when the first one is gone, with every byte', async () => {
    begin();
    const decoding = decode(500);
    await first.asked('steering', 1);
    await first.asked('v/0.ts', 1);
    await first.asked('v/index.m3u8', 3);
    await first.close();
    await decoding;
  });
});
