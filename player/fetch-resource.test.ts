import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { FetchRequest } from './fetch-request.ts';
import { createResourceFetcher, type ResourceFetcher } from './fetch-resource.ts';
import { ResourceFailure } from './resource-failure.ts';
import { type Answer, type ScriptedOrigin, startScriptedOrigin } from './testing/scripted-origin.ts';

const bytes = Buffer.alloc(5000, 'surecast');

describe('createResourceFetcher', () => {
  let origin: ScriptedOrigin;
  let fetcher: ResourceFetcher;
  before(async () => {
    origin = await startScriptedOrigin();
    fetcher = createResourceFetcher(60_000);
  });
  after(async () => {
    await fetcher.close();
    await origin.close();
  });

  const get = (more: Partial<FetchRequest> = {}, signal = new AbortController().signal) =>
    fetcher.fetch({ url: `${origin.url}a`, maxBytes: 10_000, ...more }, signal);

  const bad: readonly (readonly [string, Answer, 'absent' | 'outage'])[] = [
    ['404', { status: 404 }, 'absent'],
    ['403', { status: 403 }, 'absent'],
    ['429', { status: 429 }, 'outage'],
    ['503', { status: 503 }, 'outage'],
    ['a dropped connection', 'drop', 'outage'],
    ['a body cut short', { cutShort: bytes }, 'outage'],
    ['a body without end', { endless: bytes }, 'absent'],
  ];
  for (const [what, answer, kind] of bad) {
    it(`takes ${what} for ${kind}`, async () => {
      origin.script('a', answer);
      await assert.rejects(get(), (error) => error instanceof ResourceFailure && error.kind === kind);
    });
  }

  it('takes a stall for an outage', async (t) => {
    const impatient = createResourceFetcher(100);
    t.after(() => impatient.close());
    origin.script('a', { stall: bytes });
    const request = { url: `${origin.url}a`, maxBytes: 10_000 };
    await assert.rejects(
      impatient.fetch(request, new AbortController().signal),
      (error) => error instanceof ResourceFailure && error.kind === 'outage',
    );
  });

  it('takes a refused connection for an outage, and a deadline that is over', async () => {
    const isOutage = (error: unknown): boolean => error instanceof ResourceFailure && error.kind === 'outage';
    await assert.rejects(get({ url: 'http://127.0.0.1:1/' }), isOutage);
    origin.script('a', { endless: Buffer.from('x') });
    await assert.rejects(get({ maxBytes: Number.POSITIVE_INFINITY, deadlineMs: 50 }), isOutage);
  });

  it('fetches a range, and says when nothing has changed', async () => {
    origin.script('a', bytes);
    const part = await get({ byteRange: { offset: 3, length: 5 } });
    assert.deepEqual(part === 'unchanged' ? part : Buffer.from(part.bytes), bytes.subarray(3, 8));
    const whole = await get();
    const etag = whole === 'unchanged' ? undefined : whole.etag;
    assert.ok(etag);
    assert.equal(await get({ etag }), 'unchanged');
    assert.notEqual(await get({ etag, bypassCaches: true }), 'unchanged');
    assert.equal(origin.requests('a').at(-1)?.headers['cache-control'], 'no-cache');
  });

  it('rejects with the signal’s reason when it is aborted', async () => {
    origin.script('a', { stall: bytes });
    const control = new AbortController();
    const reason = new Error('enough');
    const fetching = get({}, control.signal);
    await origin.asked('a', 1);
    control.abort(reason);
    await assert.rejects(fetching, (error) => error === reason);
  });

  it('reads files, whole and in part, up to the limit', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'surecast-fetch-'));
    try {
      const path = join(folder, 'a #1.ts');
      await writeFile(path, bytes);
      const url = pathToFileURL(path).href;
      const whole = await get({ url });
      assert.deepEqual(whole === 'unchanged' ? whole : Buffer.from(whole.bytes), bytes);
      const part = await get({ url, byteRange: { offset: 8, length: 8 } });
      assert.deepEqual(part === 'unchanged' ? part : Buffer.from(part.bytes), Buffer.from('surecast'));
      const isAbsent = (error: unknown): boolean =>
        error instanceof ResourceFailure && error.kind === 'absent';
      await assert.rejects(get({ url, maxBytes: 10 }), isAbsent);
      await assert.rejects(get({ url: pathToFileURL(folder).href }), isAbsent);
      await assert.rejects(get({ url: pathToFileURL(join(folder, 'none')).href }), isAbsent);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
