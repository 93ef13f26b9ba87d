/**
 * `npm run network-hosts`: a broadcast over a network whose servers are hosts of their own (Linux network namespaces, as root),
 * while hosts are cut off from each other, cables pulled and machines without power; each viewer's bytes must be the encoder's,
 * and the directory of one mind. `--viewers N`.
 */
import { parseArgs } from 'node:util';
import { isInOwnNetwork, runInOwnNetwork, whyNoHosts } from '../../fixtures/network/own-network.ts';
import { figureLines, keepResult } from '../result.ts';
import { onStage } from '../stage.ts';
import { allFaults } from './faults.ts';
import { playOnHosts } from './play.ts';

const defaultViewers = '6';
const { values } = parseArgs({ options: { viewers: { type: 'string', default: defaultViewers } } });
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function play(): Promise<void> {
  const startedMs = performance.now();
  const numbers = [1, 2, 3];
  const viewers = Number(values.viewers);
  const size = { intermediates: numbers, edges: numbers, viewers, faults: allFaults, isFaithful: false };
  const outcome = await onStage((stage) => playOnHosts(stage, size, say));
  const figures = [
    {
      what: 'viewers whose bytes are the encoder’s, by SHA-256',
      value: outcome.viewers,
      goal: 'all of them',
    },
    { what: 'bytes of the broadcast', value: outcome.bytes },
    {
      what: 'objects read back from the main server and found right',
      value: outcome.verified,
      goal: 'all of them',
    },
    { what: 'plans that directory members told, compared', value: outcome.answers },
    { what: 'epochs of the plan', value: outcome.epochs },
    { what: 'epochs of which two plans were told', value: 0, goal: '0' },
    ...outcome.faults.flatMap(({ what, longestWaitMs, untilAllGoOnMs }) => [
      { what: `${what}: longest wait for a segment of 1 s`, value: `${longestWaitMs} ms` },
      { what: `${what}: mended, until all had three segments more`, value: `${untilAllGoOnMs} ms` },
    ]),
  ];
  for (const line of figureLines(figures)) say(line);
  if (values.viewers === defaultViewers)
    keepResult({
      trial: 'network-hosts',
      what: 'A broadcast over twelve hosts as network namespaces: three nats-servers with a directory member each, main, three intermediates, three edges, an encoder, viewers. Cables are pulled and hosts cut off from each other; nobody is told.',
      seconds: Math.round((performance.now() - startedMs) / 1_000),
      figures,
    });
}

if (isInOwnNetwork) await play();
else {
  const why = whyNoHosts();
  if (why !== undefined) {
    process.stderr.write(`Hosts cannot be made here: ${why}.\n`);
    process.exitCode = 2;
  } else process.exitCode = (await runInOwnNetwork(process.argv.slice(1), { output: 'inherit' })).status ?? 1;
}
