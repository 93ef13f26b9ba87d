import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { createAuthority } from '../../fixtures/servers/certificates.ts';
import { environment } from '../../fixtures/servers/s3-server.ts';
import { startScriptedServer } from '../../fixtures/servers/scripted-server.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { failsWith, objectOf } from './conformance.ts';
import { openOrigin } from './open-origin.ts';
import { s3Address } from './s3-address.ts';
import { provesAll } from './s3-conformance.ts';

const never = new AbortController().signal;
const body = Buffer.from('a segment');
const object = objectOf('show/1.ts', body);

describe('connections of an S3 origin', () => {
  it('go to a hop in place of the endpoint, whose name stays in the request', async (t) => {
    const hosts: (string | undefined)[] = [];
    const hop = await startScriptedServer((request, response) => {
      hosts.push(request.headers.host);
      response.writeHead(200).end();
    });
    t.after(() => hop.stop());
    const origin = openOrigin('s3://bucket/prefix', {
      capabilities: provesAll,
      variables: environment('http://store.invalid:9000'),
      connection: { connectTo: { host: '127.0.0.1', port: Number(new URL(hop.endpoint).port) } },
    });
    await origin.put(object, body, never);
    assert.deepEqual(hosts, ['store.invalid:9000']);
    await hop.stop();
    await failsWith(origin.put(object, body, never), { class: 'unstable', code: 'ORIGIN_UNREACHABLE' });
  });

  it('speak TLS with the endpoint through the hop', async (t) => {
    const authority = await createAuthority(temporaryDirectory(t));
    const { certificate, key } = await authority.issue({ names: ['DNS:store.invalid'] });
    const names: string[] = [];
    const hop = createTlsServer({
      cert: readFileSync(certificate),
      key: readFileSync(key),
      SNICallback: (name, done) => {
        names.push(name);
        done(null);
      },
    });
    await new Promise<void>((resolve) => hop.listen(0, '127.0.0.1', resolve));
    t.after(() => hop.close());
    const origin = openOrigin('s3://bucket/prefix', {
      capabilities: provesAll,
      variables: environment('https://store.invalid'),
      connection: { connectTo: { host: '127.0.0.1', port: (hop.address() as AddressInfo).port } },
    });
    // Nobody told the client of this authority, and a hop is no reason to trust it.
    await failsWith(origin.put(object, body, never), { class: 'blocked', code: 'ORIGIN_TLS' });
    assert.deepEqual(names, ['store.invalid']);
  });

  for (const [endpoint, host, port] of [
    ['http://127.0.0.1:9000', '127.0.0.1', 9000],
    ['http://store.test', 'store.test', 80],
    ['https://[::1]', '::1', 443],
  ] as const) {
    it(`lead to ${host} ${port} for ${endpoint}`, async () => {
      const url = { kind: 's3', bucket: 'bucket', prefix: '' } as const;
      assert.deepEqual(await s3Address(url, environment(endpoint)), { host, port });
    });
  }
});
