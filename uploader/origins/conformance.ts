import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ErrorCode } from '../../contract/error-codes.ts';
import type { ObjectToStore, Origin, Proof } from '../../contract/origin.ts';
import { hexSha256 } from './hash.ts';
import { OriginFailure, type OriginFailureFacts } from './origin-failure.ts';

/** One origin under test, over an empty place of its own. */
export type Subject = {
  readonly origin: Origin;
  /** Another client of the same place, as another worker has one. */
  readonly another: () => Origin;
  /** Changes what is stored under a key behind the origin's back. */
  readonly tamper: (key: string, body: Uint8Array) => Promise<void>;
};

/** A kind of origin, as the suite needs it. */
export type OriginKind = {
  readonly open: () => Promise<Subject>;
  /** How this origin proves what it holds. */
  readonly proof: Proof;
  /** False for a store that honours no conditions: two writers at the very same moment can't be told apart there. */
  readonly isExclusive?: boolean;
  /** True for an origin that takes no other keys than Surecast's own: letters, digits, dots, dashes and underscores. */
  readonly hasPlainKeys?: boolean;
  /** True for an origin that finds by itself that bytes of its own went bad, and forgets them. */
  readonly forgetsDamaged?: boolean;
  /** An origin whose bucket or folder does not exist and can't be made, and the code that says so. */
  readonly missing: () => Promise<{ readonly origin: Origin; readonly code: ErrorCode }>;
  /** An origin that may not be written, and the code that says so. */
  readonly forbidden: () => Promise<{ readonly origin: Origin; readonly code: ErrorCode }>;
};

/** An object of the given bytes, as the queue would hand it over. */
export function objectOf(
  key: string,
  body: Uint8Array,
  write: ObjectToStore['write'] = { mode: 'immutable' },
): ObjectToStore {
  return {
    path: `/data/${key}`,
    key,
    sizeBytes: body.byteLength,
    sha256: hexSha256(body),
    contentType: 'video/mp2t',
    cacheControl: 'public, max-age=31536000, immutable',
    write,
  };
}

/** Asserts that the promise fails as an `OriginFailure` of this class and code, and returns it. */
export async function failsWith(
  promise: Promise<unknown>,
  expected: Pick<OriginFailureFacts, 'class' | 'code'>,
): Promise<OriginFailure> {
  const failure = await promise.then(
    () => assert.fail('it succeeded'),
    (error: unknown) => error,
  );
  assert.ok(failure instanceof OriginFailure, String(failure));
  assert.deepEqual({ class: failure.class, code: failure.code }, expected, failure.message);
  return failure;
}

const never = new AbortController().signal;
const bytes = (text: string): Buffer => Buffer.from(text);

/** The one suite that every kind of origin passes. Registers its tests with node:test. */
export function originConformance(name: string, kind: OriginKind): void {
  describe(`${name} conforms`, () => {
    storing(kind);
    immutable(kind);
    replaceable(kind);
    failing(kind);
  });
}

function storing(kind: OriginKind): void {
  for (const [label, key, body] of [
    ['a segment', 'show/720p/00000001-0a1b2c3d4e5f.ts', Buffer.alloc(300_000, 'segment')],
    ['an empty object', 'show/empty', Buffer.alloc(0)],
    ['a key with odd characters', "show/a b+c=d&e'f(g)~!@$,;:%20é.ts", bytes('odd')],
    ['a binary object larger than a socket buffer', 'show/large.ts', Buffer.alloc(6_000_000, 0xa5)],
  ] as const) {
    if (kind.hasPlainKeys === true && !/^[\w./-]+$/.test(key)) continue;
    it(`stores, proves, describes and returns ${label}`, async () => {
      const { origin, another } = await kind.open();
      const object = objectOf(key, body);
      await origin.put(object, body, never);
      assert.equal(await another().prove(object, never), kind.proof);
      assert.equal((await origin.head(key, never))?.sizeBytes, body.length);
      assert.deepEqual(Buffer.from((await origin.get(key, body.length, never)) ?? 'absent'), body);
    });
  }

  it('says undefined of what is absent, and proves nothing of it', async () => {
    const { origin } = await kind.open();
    assert.equal(await origin.head('show/absent', never), undefined);
    assert.equal(await origin.get('show/absent', 10, never), undefined);
    await failsWith(origin.prove(objectOf('show/absent', bytes('x')), never), {
      class: 'object',
      code: 'OBJECT_MISSING',
    });
  });

  it('refuses to read more than is allowed', async () => {
    const { origin } = await kind.open();
    const body = Buffer.alloc(200_000);
    await origin.put(objectOf('show/big', body), body, never);
    await failsWith(origin.get('show/big', body.length - 1, never), {
      class: 'object',
      code: 'ORIGIN_REFUSED',
    });
  });

  it('finds by a probe that conditions hold, and leaves nothing of it', async () => {
    const { origin } = await kind.open();
    const found = await origin.probe(never);
    assert.equal(found.refusesBadChecksum, true);
    assert.equal(found.conditionalCreate, true);
    assert.equal(found.conditionalReplace, true);
  });
}

function immutable(kind: OriginKind): void {
  it('takes the same bytes twice as stored', async () => {
    const { origin, another } = await kind.open();
    const body = bytes('once');
    const object = objectOf('show/1.ts', body);
    await origin.put(object, body, never);
    await origin.put(object, body, never);
    await another().put(object, body, never);
    await origin.prove(object, never);
  });

  it('leaves an object with other bytes as it is, and tells what it is', async () => {
    const { origin, another } = await kind.open();
    const body = bytes('first');
    await origin.put(objectOf('show/1.ts', body), body, never);
    const other = bytes('other');
    const failure = await failsWith(another().put(objectOf('show/1.ts', other), other, never), {
      class: 'object',
      code: 'ORIGIN_NAME_TAKEN',
    });
    assert.equal(failure.conflict?.existing.sha256, hexSha256(body));
    await origin.prove(objectOf('show/1.ts', body), never);
  });

  if (kind.forgetsDamaged === true)
    it('notices bytes that changed at the origin, and takes the right ones again', async () => {
      const { origin, tamper } = await kind.open();
      const body = bytes('the right bytes');
      const object = objectOf('show/1.ts', body);
      await origin.put(object, body, never);
      await tamper(object.key, bytes('the wrong bytes'));
      await failsWith(origin.prove(object, never), { class: 'object', code: 'OBJECT_MISSING' });
      await origin.put(object, body, never);
      await origin.prove(object, never);
    });
  else mendsDamaged(kind);

  if (kind.isExclusive === false) return;
  it('lets exactly one of several writers of different bytes win', async () => {
    const { another } = await kind.open();
    const bodies = ['a', 'b', 'c', 'd'].map((text) => bytes(text.repeat(50_000)));
    const attempts = await Promise.allSettled(
      bodies.map((body) => another().put(objectOf('show/1.ts', body), body, never)),
    );
    const winners = bodies.filter((_, index) => attempts[index]?.status === 'fulfilled');
    assert.equal(winners.length, 1);
    for (const body of winners) await another().prove(objectOf('show/1.ts', body), never);
  });
}

function mendsDamaged({ open }: OriginKind): void {
  it('notices bytes that changed at the origin, and mends them when told what they are', async () => {
    const { origin, tamper } = await open();
    const body = bytes('the right bytes');
    const object = objectOf('show/1.ts', body);
    await origin.put(object, body, never);
    await tamper(object.key, bytes('the wrong bytes'));
    await failsWith(origin.prove(object, never), { class: 'object', code: 'CHECKSUM_MISMATCH' });
    const failure = await failsWith(origin.put(object, body, never), {
      class: 'object',
      code: 'ORIGIN_NAME_TAKEN',
    });
    const replaces = failure.conflict?.existing.sha256;
    assert.equal(replaces, hexSha256(bytes('the wrong bytes')));
    await origin.put({ ...object, write: { mode: 'replaceable', replaces } }, body, never);
    await origin.prove(object, never);
  });
}

function replaceable(kind: OriginKind): void {
  const key = 'show/720p/index.m3u8';
  const version = (text: string, replaces?: string): ObjectToStore =>
    objectOf(key, bytes(text), {
      mode: 'replaceable',
      replaces: replaces === undefined ? undefined : hexSha256(bytes(replaces)),
    });

  it('replaces version by version, also from another client, and takes a repeated one as stored', async () => {
    const { origin, another } = await kind.open();
    await origin.put(version('v1'), bytes('v1'), never);
    await origin.put(version('v2', 'v1'), bytes('v2'), never);
    await origin.put(version('v2', 'v1'), bytes('v2'), never);
    await another().put(version('v3', 'v2'), bytes('v3'), never);
    // This client still remembers v2.
    await origin.put(version('v4', 'v3'), bytes('v4'), never);
    await origin.prove(version('v4'), never);
  });

  it('never lets an older version take the place of a newer one', async () => {
    const { origin, another } = await kind.open();
    await origin.put(version('v1'), bytes('v1'), never);
    await another().put(version('v2', 'v1'), bytes('v2'), never);
    await another().put(version('v3', 'v2'), bytes('v3'), never);
    // Both the client that remembers v1 and one that remembers nothing.
    for (const late of [origin, another()]) {
      for (const [text, replaces] of [
        ['v2', 'v1'],
        ['v1', undefined],
      ] as const) {
        const failure = await failsWith(late.put(version(text, replaces), bytes(text), never), {
          class: 'object',
          code: 'ORIGIN_NAME_TAKEN',
        });
        assert.equal(failure.conflict?.existing.sha256, hexSha256(bytes('v3')));
      }
    }
    await origin.prove(version('v3'), never);
  });

  it('creates a version anew if the one before it is gone', async () => {
    const { origin } = await kind.open();
    await origin.put(version('v2', 'v1'), bytes('v2'), never);
    await origin.prove(version('v2'), never);
  });
}

function failing(kind: OriginKind): void {
  it('refuses bytes that are not the recorded ones, and stores nothing', async () => {
    const { origin } = await kind.open();
    const object = objectOf('show/1.ts', bytes('recorded'));
    await failsWith(origin.put(object, bytes('damaged!'), never), { class: 'local', code: 'FILE_CHANGED' });
    await failsWith(origin.put(object, bytes('short'), never), { class: 'local', code: 'FILE_CHANGED' });
    assert.equal(await origin.head('show/1.ts', never), undefined);
  });

  it('refuses keys that would leave its place', async () => {
    const { origin } = await kind.open();
    for (const key of ['../up', 'a/../../up', '/root', 'a//b', '', 'a/.', 'a\\b', 'a\nb', 'x'.repeat(2000)]) {
      await failsWith(origin.put(objectOf(key, bytes('x')), bytes('x'), never), {
        class: 'object',
        code: 'INTERNAL',
      });
    }
  });

  it('stops when the signal aborts', async () => {
    const { origin } = await kind.open();
    const body = Buffer.alloc(1_000_000);
    const object = objectOf('show/1.ts', body);
    await failsWith(origin.put(object, body, AbortSignal.abort()), {
      class: 'unstable',
      code: 'ORIGIN_UNREACHABLE',
    });
    assert.equal(await origin.head('show/1.ts', never), undefined);
    const controller = new AbortController();
    const putting = origin.put(object, body, controller.signal);
    controller.abort();
    await failsWith(putting, { class: 'unstable', code: 'ORIGIN_UNREACHABLE' });
  });

  it('gives an answer when it is only asked for one, also where nothing is or may be written', async () => {
    for (const { origin } of [await kind.open(), await kind.missing(), await kind.forbidden()])
      await origin.ask(never);
  });

  it('says that the bucket or folder does not exist', async () => {
    const { origin, code } = await kind.missing();
    await failsWith(origin.put(objectOf('show/a', bytes('a')), bytes('a'), never), {
      class: 'blocked',
      code,
    });
    await failsWith(origin.probe(never), { class: 'blocked', code });
  });

  it('says that it may not write', async () => {
    const { origin, code } = await kind.forbidden();
    await failsWith(origin.put(objectOf('show/a', bytes('a')), bytes('a'), never), {
      class: 'blocked',
      code,
    });
    await failsWith(origin.probe(never), { class: 'blocked', code });
  });
}
