import assert from 'node:assert/strict';
import { chromium } from '@playwright/test';
import {
  type NetworkProcesses,
  startNetworkProcesses,
  startTiers,
} from '../../fixtures/network/network-processes.ts';
import { findBrowser } from '../../scripts/test-tools/find-browser.ts';
import { liveArgs } from '../../tests/testing/live-args.ts';
import { startSurecast } from '../../tests/testing/surecast-process.ts';
import { createWorkplace } from '../../tests/testing/workplace.ts';
import type { Stage } from '../stage.ts';
import { type BrowserViewer, startBrowserViewer } from './browser-viewer.ts';
import { readEncoded } from './encoded-bytes.ts';
import { type HeadlessViewer, startHeadlessViewer, untilAllAdvance } from './headless-viewer.ts';
import { openOperator } from './operator.ts';

/** How large the show is. */
export type ShowSize = {
  readonly directories: number;
  readonly intermediates: number;
  readonly edges: number;
  /** Decoding clients, and browsers with hls.js. */
  readonly headless: number;
  readonly browsers: number;
};

/** One thing that was killed, and how long no viewer waited longer for a segment until all had some more. */
export type KillFigure = { readonly killed: string; readonly longestWaitMs: number };

export type ShowOutcome = {
  readonly kills: readonly KillFigure[];
  readonly viewers: number;
  readonly bytes: number;
};

const segmentsBetween = 3;

/**
 * A broadcast from a real encoder over three tiers to many viewers, while an intermediate, an edge, a directory member and
 * NATS are killed in turn. Fails unless each viewer's bytes are the encoder's.
 */
export async function playShow(
  stage: Stage,
  size: ShowSize,
  say: (line: string) => void,
): Promise<ShowOutcome> {
  const place = await createWorkplace(stage);
  const network = await startNetworkProcesses(`${place.root}/network`);
  stage.after(() => network.close());
  await startTiers(network, size);
  const operator = await openOperator(network.identities, [network.nats.url]);
  stage.after(() => operator.close());
  const mainUrl = network.nodes.get('main')?.nodeUrl ?? '';
  const origin = `surecast://${new URL(mainUrl).host}`;
  const encoder = startSurecast(liveArgs(place, [origin]), {
    env: { SURECAST_PUBLISHER: network.publisherFile },
  });
  stage.after(() => encoder.signal('SIGKILL'));
  const viewers = startViewers(network, size);
  const browsers = await startBrowsers(stage, network, size.browsers);
  say(`${viewers.length} decoding clients and ${browsers.length} browsers at ${size.edges} edges`);
  await untilAllAdvance(viewers, segmentsBetween);

  const kills: KillFigure[] = [];
  for (const { what, kill } of victims(network, operator)) {
    const killed = await kill();
    const beforeMs = performance.now();
    await untilAllAdvance(viewers, segmentsBetween);
    const longestWaitMs = Math.round(Math.max(...viewers.map((viewer) => viewer.longestWaitMs())));
    kills.push({ killed: `${what} (${killed})`, longestWaitMs });
    say(
      `${what} (${killed}) killed: all viewers had ${segmentsBetween} segments more after ${Math.round(performance.now() - beforeMs)} ms, longest wait so far ${longestWaitMs} ms`,
    );
  }
  encoder.signal('SIGTERM');
  const { status, stdout, stderr } = await encoder.ended;
  assert.equal(status, 0, stdout + stderr);
  const encoded = await readEncoded(place.data, 'show', '180p');
  for (const [index, viewer] of viewers.entries()) {
    const end = await viewer.ended;
    assert.deepEqual(
      { ...end, viewer: index },
      {
        sha256: encoded.sha256,
        bytes: encoded.bytes,
        stopped: 'ended',
        missing: 0,
        mismatched: 0,
        error: undefined,
        viewer: index,
      },
    );
  }
  for (const browser of browsers) await judgeBrowser(browser, encoded.segments);
  return { kills, viewers: viewers.length + browsers.length, bytes: encoded.bytes };
}

/** Viewers at all edges in turn: half of them through the redirect for new viewers. */
function startViewers(network: NetworkProcesses, size: ShowSize): readonly HeadlessViewer[] {
  return Array.from({ length: size.headless }, (_, index) => {
    const edge = network.nodes.get(`edge-${(index % size.edges) + 1}`);
    return startHeadlessViewer(
      `${edge?.viewerUrl}/${index % 2 === 0 ? 'live/show/index.m3u8' : 'join/show'}`,
    );
  });
}

async function startBrowsers(
  stage: Stage,
  network: NetworkProcesses,
  count: number,
): Promise<readonly BrowserViewer[]> {
  if (count === 0) return [];
  const executablePath = findBrowser();
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--autoplay-policy=no-user-gesture-required'],
  });
  stage.after(() => browser.close());
  const edges = [...network.nodes.values()].filter(({ viewerUrl }) => viewerUrl !== undefined);
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      startBrowserViewer(browser, `${edges[index % edges.length]?.viewerUrl}/watch/show`),
    ),
  );
}

type Victim = { readonly what: string; readonly kill: () => Promise<string> };

function victims(
  network: NetworkProcesses,
  operator: Awaited<ReturnType<typeof openOperator>>,
): readonly Victim[] {
  const killNode = async (name: string): Promise<string> => {
    await network.nodes.get(name)?.kill();
    return name;
  };
  return [
    {
      what: 'the intermediate that carries the broadcast',
      kill: async () => killNode((await operator.carriers('show')).servers[0]?.name ?? ''),
    },
    { what: 'an edge', kill: () => killNode('edge-1') },
    { what: 'a directory member', kill: () => killNode('directory-1') },
    {
      what: 'NATS',
      kill: async () => {
        await network.nats.kill();
        return 'nats-server';
      },
    },
  ];
}

/** What a browser got are the encoder's segments and nothing else, and it showed them. */
async function judgeBrowser(browser: BrowserViewer, segments: ReadonlySet<string>): Promise<void> {
  const got = [...browser.segments()];
  assert.ok(got.length > 0, 'a browser got no segment');
  for (const sha256 of got)
    assert.ok(segments.has(sha256), `a browser got bytes that nobody sent: ${sha256}`);
  assert.ok((await browser.shownSeconds()) > 2, 'a browser showed nothing');
  await browser.close();
}
