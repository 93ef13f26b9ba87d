import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { decodePlaylist } from '../decode.ts';
import { parsePlaylist } from '../media-playlist.ts';
import { chooseVariant, steeredVariant } from '../multivariant-playlist.ts';
import { sha256Of } from '../testing/recording.ts';
import { type ScriptedOrigin, startScriptedOrigin } from '../testing/scripted-origin.ts';
import { writePlaylist } from '../testing/write-playlist.ts';
import { moveUrl } from './move-url.ts';
import { Pathways, type SteeredVariant } from './pathways.ts';
import { cloneUrl, readSteering } from './steering-manifest.ts';
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

const home = { id: 'edge-1', playlistUrl: 'http://edge-1.test:8080/live/show/v/index.m3u8' };
const variant: SteeredVariant = { home, others: [], stableId: 'v/index.m3u8' };
const urlsOf = (pathways: Pathways, nowMs: number): readonly string[] =>
  pathways.order(nowMs).map(({ playlistUrl }) => playlistUrl);

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

  it('reloads where the manifest says, relative to the manifest itself', () => {
    const reload = (uri: string | undefined) =>
      readSteering(
        JSON.stringify({ VERSION: 1, 'PATHWAY-PRIORITY': ['a'], 'RELOAD-URI': uri }),
        'http://cdn.test/steer/show?at=a',
      )?.reloadUrl;
    assert.equal(reload(undefined), undefined);
    assert.equal(reload('next?at=b'), 'http://cdn.test/steer/next?at=b');
    assert.equal(reload('https://other.test/steer'), 'https://other.test/steer');
    assert.equal(reload('file:/etc/passwd'), undefined);
  });

  it('takes the URIs of a clone from its base as the manifest says', () => {
    const clone = { baseId: 'a', id: 'b', host: undefined, parameters: {}, variantUris: {} };
    const base = 'http://a.test:8080/x/v.m3u8?k=1';
    assert.equal(cloneUrl(base, 's', { ...clone, host: 'b.test' }), 'http://b.test:8080/x/v.m3u8?k=1');
    assert.equal(cloneUrl(base, 's', { ...clone, host: 'b.test:81' }), 'http://b.test:81/x/v.m3u8?k=1');
    assert.equal(
      cloneUrl(base, 's', { ...clone, parameters: { k: '2', m: 'n' } }),
      'http://a.test:8080/x/v.m3u8?k=2&m=n',
    );
    const whole = { ...clone, host: 'b.test', variantUris: { s: 'https://c.test/y/v.m3u8' } };
    assert.equal(cloneUrl(base, 's', whole), 'https://c.test/y/v.m3u8');
    assert.equal(cloneUrl(base, 'other', whole), 'http://b.test:8080/x/v.m3u8?k=1');
    assert.equal(cloneUrl(base, 's', { ...clone, variantUris: { s: 'file:/etc/passwd' } }), undefined);
  });

  it('finds at another pathway what lies beside the playlist, or on the same server, and nothing else', () => {
    const [from, to] = ['http://a.test/one/v/index.m3u8', 'https://b.test/two/three/list.m3u8?k=1'];
    assert.equal(moveUrl(from, from, to), to);
    assert.equal(moveUrl('http://a.test/one/v/7.ts?x=y', from, to), 'https://b.test/two/three/7.ts?x=y');
    assert.equal(moveUrl('http://a.test/init/v.mp4', from, to), 'https://b.test/init/v.mp4');
    assert.equal(moveUrl('http://c.test/one/v/7.ts', from, to), undefined);
    assert.equal(moveUrl('file:///etc/passwd', from, to), undefined);
  });

  it('tries pathways as steered, and what failed last', () => {
    const pathways = new Pathways(variant);
    assert.deepEqual(urlsOf(pathways, 0), [home.playlistUrl]);
    const steering = readSteering(
      manifestOf(['edge-2', 'unknown', 'edge-1'], { 'edge-2': 'b.test:2', 'edge-3': 'c.test' }),
      page,
    );
    assert.ok(steering);
    pathways.use(steering);
    const [second = assert.fail(), ...rest] = pathways.order(0);
    assert.equal(second.playlistUrl, 'http://b.test:2/live/show/v/index.m3u8');
    assert.deepEqual(rest, [home]);
    pathways.fail(second, 1_000);
    assert.deepEqual(pathways.order(2_000), [home, second]);
    assert.deepEqual(pathways.order(62_000), [second, home]);
  });

  it('begins with the pathway that is named, and knows the same variant in the others', () => {
    const text = [
      '#EXTM3U',
      '#EXT-X-CONTENT-STEERING:SERVER-URI="/steering",PATHWAY-ID="b"',
      ...['a', 'b'].flatMap((pathway) =>
        ['low', 'high'].flatMap((name) => [
          `#EXT-X-STREAM-INF:BANDWIDTH=${name === 'low' ? 1000 : 2000},PATHWAY-ID="${pathway}",STABLE-VARIANT-ID="${name}"`,
          `http://${pathway}.test/${name}/index.m3u8`,
        ]),
      ),
      '',
    ].join('\n');
    const playlist = parsePlaylist(text, page);
    assert.equal(playlist.kind, 'multivariant');
    assert.ok(playlist.kind === 'multivariant');
    const chosen = chooseVariant(playlist, undefined);
    assert.deepEqual(steeredVariant(playlist, chosen), {
      home: { id: 'b', playlistUrl: 'http://b.test/high/index.m3u8' },
      others: [{ id: 'a', playlistUrl: 'http://a.test/high/index.m3u8' }],
      stableId: 'high',
    });
  });
});

/** What is asked for a manifest by a viewer who is at `pathway`. */
const steeringFor = (pathway: string): string => `steering?_HLS_pathway=%22${pathway}%22`;

const multivariant = [
  '#EXTM3U',
  '#EXT-X-CONTENT-STEERING:SERVER-URI="/steering",PATHWAY-ID="edge-1"',
  '#EXT-X-STREAM-INF:BANDWIDTH=1000,PATHWAY-ID="edge-1"',
  'v/index.m3u8',
  '',
].join('\n');
const segments = ['one', 'two', 'three'].map((text) => Buffer.from(text.repeat(1_000)));
const list = segments.map((bytes, index) => ({ uri: `${index}.ts`, sha256: sha256Of(bytes) }));

describe('decoding with content steering', { timeout: 60_000 }, () => {
  let first: ScriptedOrigin;
  let second: ScriptedOrigin;
  beforeEach(async () => {
    first = await startScriptedOrigin();
    second = await startScriptedOrigin();
    first.script('index.m3u8', multivariant);
    first.script('v/index.m3u8', writePlaylist(list.slice(0, 1)));
    first.script('v/0.ts', segments[0] ?? '');
    for (const [index, bytes] of segments.entries()) second.script(`v/${index}.ts`, bytes);
  });
  afterEach(async () => {
    await first.close().catch(() => undefined);
    await second.close().catch(() => undefined);
  });

  const decode = ({ signal, stallMs = 500 }: { signal?: AbortSignal; stallMs?: number } = {}) =>
    decodePlaylist(
      {
        playlist: `${first.url}index.m3u8`,
        tuning: { retryBaseMs: 2, retryMaxMs: 20, stallMs, startPatienceMs: 2_000 },
      },
      { ...(signal && { signal }) },
    );

  it('goes on at the next pathway when the first one is gone, with every byte', async () => {
    first.script(
      steeringFor('edge-1'),
      manifestOf(['edge-1', 'edge-2'], { 'edge-2': new URL(second.url).host }),
    );
    second.script('v/index.m3u8', writePlaylist(list, { ended: true }));
    const decoding = decode();
    await first.asked(steeringFor('edge-1'), 1);
    await first.asked('v/0.ts', 1);
    await first.asked('v/index.m3u8', 3);
    await first.close();
    const { report, stopped, error } = await decoding;
    assert.equal(stopped, 'ended', error?.message);
    assert.deepEqual([report.segments, report.verified, report.missing], [3, 3, 0]);
  });

  it('goes on at the next pathway when the first one falls silent, long before its patience is at an end', async () => {
    first.script(
      steeringFor('edge-1'),
      manifestOf(['edge-1', 'edge-2'], { 'edge-2': new URL(second.url).host }),
    );
    const decoding = decode({ stallMs: 600_000 });
    // Asked a second time: the first answer is known.
    await first.asked(steeringFor('edge-1'), 2);
    const silent = { stall: segments[1] ?? Buffer.alloc(0) };
    first.script('v/1.ts', silent);
    first.script('v/2.ts', silent);
    first.script('v/index.m3u8', writePlaylist(list, { ended: true }));
    const { report, stopped, error } = await decoding;
    assert.equal(stopped, 'ended', error?.message);
    assert.deepEqual([report.segments, report.verified, report.missing], [3, 3, 0]);
    assert.equal(second.requests('v/1.ts').length, 1);
  });

  it('is steered on by another server when the one that it was sent to for that is gone', async () => {
    const hosts = { 'edge-2': new URL(second.url).host };
    const sentOn = {
      ...JSON.parse(manifestOf(['edge-2', 'edge-1'], hosts)),
      'RELOAD-URI': `${second.url}steering`,
    };
    first.script(steeringFor('edge-1'), JSON.stringify(sentOn));
    second.script(steeringFor('edge-2'), JSON.stringify(sentOn));
    second.script('v/index.m3u8', writePlaylist(list.slice(0, 2)));
    const control = new AbortController();
    const decoding = decode({ signal: control.signal });
    await second.asked(steeringFor('edge-2'), 1);
    const before = first.requests(steeringFor('edge-1')).length;
    await second.close();
    await first.asked(steeringFor('edge-1'), before + 1);
    control.abort();
    assert.equal((await decoding).stopped, 'interrupted');
  });

  it('knows two pathways on one server apart: what one has lost is taken from the other', async () => {
    const variants = ['a', 'b'].flatMap((pathway) => [
      `#EXT-X-STREAM-INF:BANDWIDTH=1000,PATHWAY-ID="${pathway}",STABLE-VARIANT-ID="v"`,
      `${pathway}/index.m3u8`,
    ]);
    const tagLine = '#EXT-X-CONTENT-STEERING:SERVER-URI="/steering",PATHWAY-ID="a"';
    first.script('index.m3u8', ['#EXTM3U', tagLine, ...variants, ''].join('\n'));
    first.script(steeringFor('a'), manifestOf(['b', 'a'], {}));
    first.script('a/index.m3u8', writePlaylist(list.slice(0, 1)));
    for (const [index, bytes] of segments.entries()) first.script(`a/${index}.ts`, bytes);
    first.script('b/index.m3u8', writePlaylist(list, { ended: true }));
    for (const [index, bytes] of segments.entries()) first.script(`b/${index}.ts`, bytes);
    first.script('b/1.ts', 'drop');
    const { report, stopped, error } = await decode();
    assert.equal(stopped, 'ended', error?.message);
    assert.deepEqual([report.segments, report.verified, report.missing], [3, 3, 0]);
    assert.equal(first.requests('a/1.ts').length, 1);
  });

  it('asks again in a day at the latest, and not at once, where the manifest holds for longer than a timer can', async () => {
    const forLong = { ...JSON.parse(manifestOf(['edge-1'], {})), TTL: 3_000_000 };
    first.script(steeringFor('edge-1'), JSON.stringify(forLong));
    const decoding = decode();
    await first.asked(steeringFor('edge-1'), 1);
    await first.asked('v/index.m3u8', first.requests('v/index.m3u8').length + 3);
    first.script('v/index.m3u8', writePlaylist(list.slice(0, 1), { ended: true }));
    assert.equal((await decoding).stopped, 'ended');
    assert.equal(first.requests(steeringFor('edge-1')).length, 1);
  });

  it('does not ask again for a manifest that is gone for good', async () => {
    first.script(steeringFor('edge-1'), manifestOf(['edge-1'], {}), { status: 410 });
    const decoding = decode();
    await first.asked(steeringFor('edge-1'), 2);
    const asked = first.requests('v/index.m3u8').length;
    await first.asked('v/index.m3u8', asked + 3);
    first.script('v/index.m3u8', writePlaylist(list.slice(0, 1), { ended: true }));
    assert.equal((await decoding).stopped, 'ended');
    assert.equal(first.requests(steeringFor('edge-1')).length, 2);
  });
});
