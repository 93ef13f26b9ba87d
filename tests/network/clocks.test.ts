import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityFiles } from '../../delivery/identity/identity-files.ts';
import { type NetworkProcesses, startNetworkProcesses } from '../../fixtures/network/network-processes.ts';
import type { NodeProcess } from '../../fixtures/network/node-process.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWallClock, noWallClocks, type WallClock } from '../testing/wall-clock.ts';
import { createWorkplace, type Workplace } from '../testing/workplace.ts';

const timeout = 300_000;
const dayHours = 24;
const putAway: (() => unknown)[] = [];

type Ground = {
  readonly place: Workplace;
  readonly network: NetworkProcesses;
  readonly main: NodeProcess;
  readonly mainClock: WallClock;
  readonly origin: string;
};

async function clockOf(place: Workplace, name: string): Promise<WallClock> {
  const folder = `${place.root}/clock-${name}`;
  await mkdir(folder);
  return createWallClock(folder);
}

async function setUp(): Promise<Ground> {
  const place = await createWorkplace({ after: (act) => void putAway.push(act) });
  const network = await startNetworkProcesses(`${place.root}/network`);
  putAway.push(() => network.close());
  const mainClock = await clockOf(place, 'main');
  const main = await network.start('main', ['main', 'directory', 'intermediate'], [], mainClock.env);
  return { place, network, main, mainClock, origin: `surecast://${new URL(main.nodeUrl).host}` };
}

/** A broadcast by an encoder with a clock of its own. */
function startEncoder(
  t: TestContext,
  { place, network, origin }: Ground,
  broadcast: string,
  more: readonly string[],
  clock?: WallClock,
) {
  const live = startSurecast(
    [
      ...['live', '--data', `${place.root}/${broadcast}`, '--config', place.config],
      ...['--broadcast', broadcast, '--origin', origin, ...more],
    ],
    { env: { SURECAST_PUBLISHER: network.publisherFile, ...clock?.env } },
  );
  t.after(() => live.signal('SIGKILL'));
  const end = async (): Promise<void> => {
    const { status, stdout, stderr } = await live.ended;
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /nothing lost/);
  };
  return { ...live, end };
}

async function untilSaid({ said }: NodeProcess, words: RegExp): Promise<void> {
  while (!words.test(said())) await sleep(50);
}

describe('clocks that are off', { skip: noWallClocks, timeout: 2 * timeout }, () => {
  let ground: Ground;
  before(async () => {
    ground = await setUp();
  });
  after(async () => {
    for (const act of putAway.reverse()) await act();
  });

  it('do no harm to an encoder that is hours behind', { timeout }, async (t) => {
    const clock = await clockOf(ground.place, 'behind');
    clock.set(-3);
    await startEncoder(t, ground, 'show', ['--duration', '3'], clock).end();
  });

  it('end links early at an edge that is ahead, which says so; the others hear of its clock', {
    timeout,
  }, async (t) => {
    const { place, network, main } = ground;
    const clock = await clockOf(place, 'edge');
    clock.set(3);
    await network.identities.admit('edge', ['edge']);
    const own = network.identities.identityDirectory('edge');
    const tls = [
      '--tls-cert',
      join(own, identityFiles.certificate),
      '--tls-key',
      join(own, identityFiles.key),
    ];
    const edge = await network.start('edge', ['edge'], ['--signed-viewers', ...tls], clock.env);
    t.after(() => edge.kill());
    const watch = async (hours: number, patienceSeconds: number, viewers?: WallClock) => {
      const token = await network.identities.watchToken('show', hours * 3_600);
      const url = `${edge.viewerUrl}/live/~${token}/show/index.m3u8`;
      return runSurecast(['decode', url, '--give-up-after', String(patienceSeconds)], {
        env: { NODE_EXTRA_CA_CERTS: join(own, identityFiles.authority), ...viewers?.env },
      });
    };
    const refused = await watch(1, 1);
    assert.equal(refused.status, 1, refused.stderr);
    assert.match(refused.stderr, /expired at .* UTC; by this server’s clock it is .* UTC\./);
    assert.match(refused.stderr, /The server’s clock is (3 h|2 h 59 min) ahead of this machine’s/);
    await untilSaid(main, /The clock of edge is \d+ s ahead of this machine’s: set both \(NTP\)/);
    const watched = await watch(4, 60);
    assert.equal(watched.status, 0, watched.stderr);

    const farAhead = await clockOf(place, 'viewer');
    farAhead.set(40 * dayHours);
    const untrusting = await watch(4, 1, farAhead);
    assert.equal(untrusting.status, 1, untrusting.stderr);
    assert.match(untrusting.stderr, /its certificate has expired by this machine’s clock \(\d{4}-.* UTC\)/);
  });

  it('are told from tokens that have expired, by an encoder that goes on when the server’s is right', {
    timeout,
  }, async (t) => {
    ground.mainClock.set(2);
    const live = startEncoder(t, ground, 'tokens', []);
    await live.untilSays(/is BLOCKED: .*that server’s clock is (2 h|1 h 59 min)[^—]* ahead .*CLOCKS_DIFFER/);
    ground.mainClock.set(0);
    await live.untilSays(/verified [1-9]/);
    live.signal('SIGTERM');
    await live.end();
  });

  it('make certificates invalid to an encoder, which says by which time, and goes on when it is right', {
    timeout,
  }, async (t) => {
    const clock = await clockOf(ground.place, 'far-ahead');
    clock.set(40 * dayHours);
    const live = startEncoder(t, ground, 'certificates', [], clock);
    await live.untilSays(/BLOCKED: .*certificate has expired by this machine’s clock \(\d{4}-.* UTC\)/);
    clock.set(0);
    await live.untilSays(/verified [1-9]/);
    live.signal('SIGTERM');
    await live.end();
  });

  it('keep a node from NATS, which says by which time, and joins when it is right', {
    timeout,
  }, async (t) => {
    const { place, network } = ground;
    const clock = await clockOf(place, 'late');
    clock.set(-3 * dayHours);
    await network.identities.admit('late', ['edge'], {
      at: new Date(Date.now() - 10 * dayHours * 3_600_000),
    });
    const late = await network.start('late', ['edge'], [], clock.env);
    t.after(() => late.kill());
    await untilSaid(late, /No connection to NATS .* certificate is not valid yet by this machine’s clock \(/);
    clock.set(0);
    await untilSaid(late, /Connected to NATS/);
  });
});
