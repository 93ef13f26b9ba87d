import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { startMinio } from '../../fixtures/servers/minio.ts';
import type { S3Server } from '../../fixtures/servers/s3-server.ts';
import { startVersitygw } from '../../fixtures/servers/versitygw.ts';
import { failsWith, objectOf } from './conformance.ts';
import { openOrigin } from './open-origin.ts';
import { provesAll } from './s3-conformance.ts';

const never = new AbortController().signal;
const servers: S3Server[] = [];

before(async () => {
  servers.push(...(await Promise.all([startMinio(), startVersitygw()])));
  await Promise.all(servers.map((server) => server.createBucket('ghosts')));
});
after(() => Promise.all(servers.map((server) => server.stop())));

/**
 * A link that from some moment on swallows what it is sent and answers nothing, until it hands it all to the store at
 * once, long after the sender gave up: as buffers along a bad link do.
 */
async function stickyLink(upstream: string) {
  const { hostname, port } = new URL(upstream);
  const held: Buffer[] = [];
  let isHolding = false;
  const server = createServer((client) => {
    const store = connect(Number(port), hostname);
    for (const socket of [client, store]) socket.on('error', () => undefined);
    store.pipe(client);
    client.on('data', (chunk) => (isHolding ? held.push(chunk) : store.write(chunk)));
    client.on('close', () => store.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    hold: () => {
      isHolding = true;
    },
    /** @returns the first line of the store's answer to the late request */
    release: async (): Promise<string> => {
      server.close();
      const socket = connect(Number(port), hostname);
      socket.write(Buffer.concat(held));
      const [answer] = await once(socket, 'data');
      socket.destroy();
      return String(answer).split('\r\n')[0] ?? '';
    },
  };
}

describe('s3: the ghost of an older request', () => {
  const versionOf = (text: string, replaces?: string) =>
    objectOf('index.m3u8', Buffer.from(text), {
      mode: 'replaceable',
      replaces: replaces === undefined ? undefined : objectOf('', Buffer.from(replaces)).sha256,
    });

  for (const [index, name] of ['MinIO', 'versitygw'].entries()) {
    for (const [label, first] of [
      ['that replaces a version', 'v1'],
      ['that creates the object', undefined],
    ] as const) {
      it(`${label} is refused by ${name} after a newer one`, async () => {
        const server = servers[index];
        assert.ok(server);
        const url = `s3://ghosts/${label.replaceAll(' ', '-')}`;
        const direct = openOrigin(url, { capabilities: provesAll, variables: server.env });
        const link = await stickyLink(server.endpoint);
        const variables = { ...server.env, AWS_ENDPOINT_URL_S3: link.endpoint };
        const stuck = openOrigin(url, { capabilities: provesAll, variables, limits: { stallMs: 300 } });
        if (first !== undefined) await stuck.put(versionOf(first), Buffer.from(first), never);
        link.hold();
        const ghost = versionOf('ghost', first);
        await failsWith(stuck.put(ghost, Buffer.from('ghost'), never), {
          class: 'unstable',
          code: 'ORIGIN_UNREACHABLE',
        });

        const newest = versionOf('newest', first);
        await direct.put(newest, Buffer.from('newest'), never);
        assert.match(await link.release(), / 412 /);
        await direct.prove(newest, never);
      });
    }
  }
});
