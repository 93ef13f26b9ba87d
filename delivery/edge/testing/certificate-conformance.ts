import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import type { TlsCertificate } from '../../../contract/tls-certificate.ts';
import { type Authority, createAuthority } from '../../../fixtures/servers/certificates.ts';
import { temporaryDirectory } from '../../../fixtures/temporary-directory.ts';
import type { EdgeServer } from '../edge-server.ts';
import { parseAnswer } from './raw-request.ts';

/** An edge of any make, that shows a certificate. Nobody is cut off for being slow. */
export type RenewingEdge = Pick<EdgeServer, 'port' | 'renewCertificate'> & {
  putEverywhere(key: string, bytes: Uint8Array): void;
};

const path = '/live/show/video/segment-7.ts';
/** More than the buffers of both ends of a connection hold. */
const segment = randomBytes(30_000_000);
/** With several threads each connection is some thread's. */
const connectionsInARow = 20;

/** An edge whose certificate is renewed shows the new one to whoever comes, and finishes what is under way. */
export function renewsCertificates(
  what: string,
  open: (t: TestContext, tls: TlsCertificate) => Promise<RenewingEdge>,
): void {
  test(`${what}: a renewed certificate is shown from then on, and a download across the renewal ends whole`, async (t) => {
    const { issue, certificate } = await createAuthority(temporaryDirectory(t));
    const ca = await readFile(certificate);
    const [first, second] = [await readPair(issue), await readPair(issue)];
    const edge = await open(t, first);
    edge.putEverywhere(path.replace('/live/', ''), segment);
    const dial = async (): Promise<TLSSocket> => {
      const socket = connect({ host: '127.0.0.1', port: edge.port, ca });
      t.after(() => socket.destroy());
      await once(socket, 'secureConnect');
      return socket;
    };
    const shown = async (): Promise<string> => {
      const socket = await dial();
      const { raw } = socket.getPeerCertificate();
      socket.destroy();
      return pemOf(raw);
    };
    assert.equal(await shown(), leafOf(first));
    const underWay = await dial();
    underWay.write(`GET ${path} HTTP/1.1\r\nHost: edge.test\r\nConnection: close\r\n\r\n`);
    await once(underWay, 'readable');

    assert.deepEqual(await edge.renewCertificate(second), { kind: 'renewed' });
    for (let inARow = 0; inARow < connectionsInARow; ) {
      inARow = (await shown()) === leafOf(second) ? inARow + 1 : 0;
      if (inARow === 0) await sleep(20);
    }
    const after = await dial();
    after.write(`GET ${path} HTTP/1.1\r\nHost: edge.test\r\nConnection: close\r\n\r\n`);
    for (const socket of [underWay, after]) {
      const answer = parseAnswer(await buffer(socket));
      assert.equal(answer.status, 200);
      assert.ok(answer.body.equals(segment));
    }
  });
}

/** A certificate of the authority's, as a server is given it. */
export async function readPair(issue: Authority['issue']): Promise<TlsCertificate> {
  const { certificate, key } = await issue({ names: ['IP:127.0.0.1'] });
  return { cert: await readFile(certificate, 'utf8'), key: await readFile(key, 'utf8') };
}

const pemOf = (der: Buffer): string => der.toString('base64');

const leafOf = ({ cert }: TlsCertificate): string =>
  cert.replace(/-----[A-Z ]+-----/g, '').replaceAll(/\s/g, '');
