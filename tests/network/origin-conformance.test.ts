import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { openObjectStore } from '../../delivery/store/open-object-store.ts';
import { storeSource } from '../../delivery/transfer/object-source.ts';
import { openNodeServer } from '../../delivery/transfer/open-node-server.ts';
import { makeTestNetwork, type TestNetwork } from '../../fixtures/network/test-network.ts';
import { originConformance } from '../../uploader/origins/conformance.ts';
import { openOrigin } from '../../uploader/origins/open-origin.ts';

/** The encoder's origin `surecast://` over real main servers: the suite that every kind of origin passes. */

const host = '127.0.0.1';
const log = (): void => {};
let root = '';
let network: TestNetwork;
let servers = 0;
const closing: (() => Promise<unknown>)[] = [];

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'surecast-network-origin-'));
  network = await makeTestNetwork(root);
});

after(async () => {
  for (const close of closing) await close();
  await rm(root, { recursive: true, force: true });
});

/** A main server of its own, or another node that takes nothing. */
async function startServer(role: 'main' | 'directory') {
  const name = `${role}-${++servers}`;
  const identity = await network.admit(name, [role]);
  const directory = join(root, name);
  const store = await openObjectStore({ directory, log });
  const objects =
    role === 'main'
      ? { store, source: storeSource(store), access: { publishers: true, mainServers: false } }
      : undefined;
  const server = await openNodeServer({ identity, listen: { host, port: 0 }, objects, log });
  closing.push(() => server.close());
  return { url: `surecast://${host}:${server.port}`, directory };
}

const origin = (url: string, publisherFile: string) => openOrigin(url, { access: { publisherFile } });

originConformance('surecast:', {
  proof: 'sha256-attested',
  hasPlainKeys: true,
  forgetsDamaged: true,
  open: async () => {
    const { url, directory } = await startServer('main');
    const publisherFile = await network.publisherFile('show');
    return {
      origin: origin(url, publisherFile),
      another: () => origin(url, publisherFile),
      tamper: async (key, body) => {
        const folder = join(directory, 'objects', ...key.split('/').slice(0, -1));
        const file = (await readdir(folder)).find((name) => name.startsWith(`${key.split('/').at(-1)}~`));
        await writeFile(join(folder, file ?? ''), body);
      },
    };
  },
  missing: async () => {
    const { url } = await startServer('directory');
    return { origin: origin(url, await network.publisherFile('*')), code: 'ORIGIN_REFUSED' };
  },
  forbidden: async () => {
    const { url } = await startServer('main');
    const unreadable = join(root, `no-publisher-${servers}.json`);
    await writeFile(unreadable, '{}');
    return { origin: origin(url, unreadable), code: 'PUBLISHING_DENIED' };
  },
});
