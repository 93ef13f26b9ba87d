import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { createAuthority } from '../../fixtures/servers/certificates.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { createEdgeTally } from './edge-tally.ts';
import { openEdgeServers } from './open-edge-servers.ts';
import { allocateShared } from './shared-memory.ts';
import { renewsCertificates } from './testing/certificate-conformance.ts';
import { openEdgePlace } from './testing/edge-place.ts';
import { openViewerPlace } from './testing/viewer-place.ts';

/** No viewer is cut off for being slow. */
const patient = { idleSeconds: 300 };

test('with the operator’s certificate viewers are served over TLS, in both lanes, and plain text is hung up on', async (t) => {
  const authority = await createAuthority(temporaryDirectory(t));
  const issued = await authority.issue({ names: ['IP:127.0.0.1'] });
  const tls = { cert: await readFile(issued.certificate, 'utf8'), key: await readFile(issued.key, 'utf8') };
  const seen: boolean[] = [];
  const { server, putEverywhere } = await openViewerPlace(t, {
    server: {
      tls,
      hooks: {
        authorize: (_, { isSecure }) => {
          seen.push(isSecure);
          return { kind: 'allowed' };
        },
      },
    },
  });
  const segment = randomBytes(500_000);
  putEverywhere('show/video/segment-7.ts', segment);
  const agent = new Agent({ keepAlive: true, ca: await readFile(authority.certificate) });
  t.after(() => agent.destroy());
  const get = async (headers: Readonly<Record<string, string>>) => {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    const url = `https://127.0.0.1:${server.port}/live/show/video/segment-7.ts`;
    request(url, { agent, headers }, (response) => void buffer(response).then(resolve, reject))
      .on('error', reject)
      .end();
    return promise;
  };
  assert.deepEqual(await get({}), segment);
  assert.deepEqual(await get({ Connection: 'close' }), segment);
  assert.ok(seen.length > 0 && seen.every(Boolean));
  const plain = connect(server.port, '127.0.0.1');
  plain.on('error', () => undefined).resume();
  plain.write('GET / HTTP/1.1\r\nHost: edge\r\n\r\n');
  await new Promise<void>((resolve) => void plain.once('close', () => resolve()));
});

renewsCertificates('built in', async (t, tls) => {
  const { server, putEverywhere } = await openViewerPlace(t, { server: { tls, limits: patient } });
  return { ...server, putEverywhere };
});

renewsCertificates('two threads', async (t, tls) => {
  const { cache, putEverywhere } = await openEdgePlace(t, { allocate: allocateShared });
  const tally = createEdgeTally(1_000, () => performance.now());
  const own = { host: '127.0.0.1', port: 0, log: () => undefined, limits: patient };
  const server = await openEdgeServers({ ...own, tls, cache, tally, threads: 2 });
  t.after(() => server.close());
  return { ...server, putEverywhere };
});
