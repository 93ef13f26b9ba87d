import assert from 'node:assert/strict';
import type { NodeRole } from '../../contract/network/node-name.ts';
import { verifyReport } from '../../contract/verify-report.ts';
import { type HostNetwork, startHostNetwork } from '../../fixtures/network/host-network.ts';
import { liveArgs } from '../../tests/testing/live-args.ts';
import { runSurecast, startSurecast } from '../../tests/testing/surecast-process.ts';
import { createWorkplace } from '../../tests/testing/workplace.ts';
import { readEncoded } from '../network/encoded-bytes.ts';
import { type HeadlessViewer, startHeadlessViewer, untilAllAdvance } from '../network/headless-viewer.ts';
import { openOperator } from '../network/operator.ts';
import type { Stage } from '../stage.ts';
import { type FaultKind, members } from './faults.ts';
import { watchPlan } from './plan-watch.ts';

/** One fault, how long no viewer waited longer for a segment, and how long it took until all had some more once it was mended. */
export type FaultFigure = {
  readonly what: string;
  readonly longestWaitMs: number;
  readonly untilAllGoOnMs: number;
};

export type HostsOutcome = {
  readonly faults: readonly FaultFigure[];
  readonly viewers: number;
  readonly bytes: number;
  /** Objects that `surecast verify --deep` read back from the main server. */
  readonly verified: number;
  /** Answers of directory members that were compared. */
  readonly answers: number;
  readonly epochs: number;
};

/** Which of the servers there are, by their numbers; each is told of the nats-server of its number. */
export type HostsSize = {
  readonly intermediates: readonly number[];
  readonly edges: readonly number[];
  readonly viewers: number;
  readonly faults: readonly FaultKind[];
  /** Each node stays with its nats-server, also when that is away. */
  readonly isFaithful: boolean;
};

const broadcast = 'show';
const segmentsMore = 3;

/** Which host others live on: a directory member on that of its nats-server. */
const lodging = { 'directory-1': 'nats-1', 'directory-2': 'nats-2', 'directory-3': 'nats-3' };

/**
 * A broadcast over a network whose servers are hosts of their own, while cables are pulled and hosts cut off from each other.
 * Fails unless each viewer has every byte, the main server holds everything, and the directory was of one mind all along.
 */
export async function playOnHosts(
  stage: Stage,
  size: HostsSize,
  say: (line: string) => void,
): Promise<HostsOutcome> {
  const place = await createWorkplace(stage);
  const network = await startHostNetwork(`${place.root}/network`, { lodging, isFaithful: size.isFaithful });
  stage.after(() => network.close());
  await startServers(network, size);
  const natsUrls = network.nats.map(({ url }) => url);
  const operator = await openOperator(network.identities, natsUrls);
  stage.after(() => operator.close());

  const origin = `surecast://${new URL(network.nodes.get('main')?.nodeUrl ?? '').host}`;
  const atEncoder = {
    env: { SURECAST_PUBLISHER: network.publisherFile },
    within: (await network.host('encoder')).enter,
  };
  const encoder = startSurecast(liveArgs(place, [origin]), atEncoder);
  stage.after(() => encoder.signal('SIGKILL'));
  const viewers = startViewers(network, size);
  stage.after(() => {
    for (const viewer of viewers) viewer.stop();
  });
  await untilAllAdvance(viewers, segmentsMore);
  const watch = await watchPlan(network, members);
  stage.after(() => watch.close());

  const faults: FaultFigure[] = [];
  const joinAt = async (edge: string): Promise<void> => {
    const viewer = startHeadlessViewer(playlistAt(network, edge));
    viewers.push(viewer);
    await untilAllAdvance([viewer], 1);
  };
  for (const kind of size.faults) {
    const fault = kind({ network, watch, operator, broadcast, joinAt });
    const sinceMs = performance.now();
    await fault.begin();
    if (fault.whileItLasts === 'plays') await untilAllAdvance(viewers, segmentsMore);
    await fault.end();
    const mendedMs = performance.now();
    await untilAllAdvance(viewers, segmentsMore);
    const figure = {
      what: fault.what,
      longestWaitMs: Math.round(Math.max(...viewers.map((viewer) => viewer.longestWaitMs(sinceMs)))),
      untilAllGoOnMs: Math.round(performance.now() - mendedMs),
    };
    faults.push(figure);
    say(
      `${figure.what}: longest wait ${figure.longestWaitMs} ms, all went on within ${figure.untilAllGoOnMs} ms`,
    );
    assert.deepEqual(watch.splits(), []);
  }
  encoder.signal('SIGTERM');
  const { status, stdout, stderr } = await encoder.ended;
  assert.equal(status, 0, stdout + stderr);
  const bytes = await judgeViewers(viewers, place.data);
  const verify = ['verify', broadcast, '--deep', '--data', place.data, '--origin', origin, '--json'];
  const verified = await runSurecast(verify, atEncoder);
  assert.equal(verified.status, 0, verified.stdout + verified.stderr);
  const [report] = verifyReport.parse(JSON.parse(verified.stdout)).origins;
  return {
    ...{ faults, viewers: viewers.length, bytes },
    ...{ verified: report?.verified ?? 0, answers: watch.answers(), epochs: watch.epochs() },
  };
}

async function startServers(network: HostNetwork, size: HostsSize): Promise<void> {
  const start = (role: NodeRole, numbers: readonly number[]) =>
    numbers.map((number) => network.start(`${role}-${number}`, [role]));
  await Promise.all([
    network.start('main', ['main']),
    ...start('directory', [1, 2, 3]),
    ...start('intermediate', size.intermediates),
    ...start('edge', size.edges),
  ]);
}

/** At all edges in turn but the last, which nobody watches at yet: half of them through the redirect for new viewers. */
function startViewers(network: HostNetwork, { edges, viewers }: HostsSize): HeadlessViewer[] {
  const watched = edges.slice(0, -1);
  return Array.from({ length: viewers }, (_, index) => {
    const edge = `edge-${watched[index % watched.length]}`;
    return startHeadlessViewer(playlistAt(network, edge, index % 2 === 1));
  });
}

function playlistAt(network: HostNetwork, edge: string, joins = false): string {
  const url = network.nodes.get(edge)?.viewerUrl;
  return joins ? `${url}/join/${broadcast}` : `${url}/live/${broadcast}/index.m3u8`;
}

/** @returns how many bytes each of them has, which are the encoder's */
async function judgeViewers(viewers: readonly HeadlessViewer[], dataDirectory: string): Promise<number> {
  const { sha256, bytes } = await readEncoded(dataDirectory, broadcast, '180p');
  const whole = { sha256, bytes, stopped: 'ended', missing: 0, mismatched: 0, error: undefined };
  for (const [viewer, { ended }] of viewers.entries())
    assert.deepEqual({ ...(await ended), viewer }, { ...whole, viewer });
  return bytes;
}
