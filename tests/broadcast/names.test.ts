import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { encodedFrames } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore } from '../testing/workplace.ts';

/** Why the program can't be given names of its own here; undefined: it can. */
function whyNoNames(): string | undefined {
  try {
    execFileSync('unshare', ['--mount', 'mount', '--bind', '/etc/hosts', '/etc/hosts'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'giving the program a file of hosts of its own takes Linux, and the right to mount (root)';
  }
}

/** Passes connections on to a store, at an address of its own. */
async function listen(t: TestContext, host: string, port: number, store: number) {
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const far = connect(store, '127.0.0.1');
    for (const socket of [client, far]) sockets.add(socket.on('error', () => undefined));
    client.pipe(far).pipe(client);
  }).listen(port, host);
  await once(server, 'listening');
  const stop = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  t.after(stop);
  return { port: (server.address() as AddressInfo).port, stop };
}

it('an origin whose name gets another address is found again', { skip: whyNoNames() ?? false }, async (t) => {
  const place = await createWorkplace(t);
  const store = await startStore();
  t.after(() => store.server.stop());
  const { url, env, view } = await store.bucket();
  const storePort = Number(new URL(store.server.endpoint).port);
  const first = await listen(t, '127.0.77.1', 0, storePort);
  const hosts = join(place.root, 'hosts');
  const name = (...addresses: string[]) =>
    writeFileSync(hosts, addresses.map((address) => `${address} store.test\n`).join(''));
  // Nobody listens at the first of the two: the second is tried at once.
  name('127.0.77.9', '127.0.77.1');
  const watch = watchPlaylists(t, view, 'show', '180p');
  const script = 'mount --bind "$1" /etc/hosts && shift && exec "$@"';
  const program = startSurecast(liveArgs(place, [url]), {
    env: { ...env, AWS_ENDPOINT_URL_S3: `http://store.test:${first.port}` },
    within: ['unshare', '--mount', 'sh', '-c', script, 'sh', hosts],
  });
  const { segments } = await watch.until((playlist) => playlist.segments.length >= 2);
  await listen(t, '127.0.77.2', first.port, storePort);
  name('127.0.77.2');
  first.stop();
  await watch.until((playlist) => playlist.segments.length >= segments.length + 2);
  program.signal('SIGINT');
  const { status, stdout, stderr } = await program.ended;
  assert.equal(status, 0, stdout + stderr);
  await watch.stop();
  await judgeBroadcast(view, 'show', { ...smallPicture, frames: encodedFrames(place.data) });
});
