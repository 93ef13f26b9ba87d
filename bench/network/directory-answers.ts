import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect, createInbox } from '@nats-io/transport-node';
import { z } from 'zod';
import { enumerationAnswer } from '../../contract/network/directory-calls.ts';
import { subjects } from '../../contract/network/subjects.ts';
import { open, seal } from '../../delivery/control/sealed-message.ts';
import { makeTestNetwork } from '../../fixtures/network/test-network.ts';
import { startNats } from '../../fixtures/servers/nats.ts';
import { percentile } from '../statistics.ts';

export type DirectoryAnswers = {
  readonly answered: number;
  readonly answersASecond: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Processor time that the member took for one answer: what one core could give is its inverse. */
  readonly cpuMicrosecondsEach: number;
};

const warmUpSeconds = 2;
const usage = z.object({ user: z.number(), system: z.number() });

/**
 * Asks one directory member (a process of its own, 1,000 broadcasts on 20 intermediates) for `seconds` at a steady rate. The questions are
 * signed beforehand, as if many edges asked; every hundredth answer is checked.
 * @param asked `again`: nodes ask what they have asked before, whose signature the member knows; `anew`: it has to check each one
 */
export async function measureDirectoryAnswers(
  perSecond: number,
  seconds: number,
  asked: 'again' | 'anew',
): Promise<DirectoryAnswers> {
  const directory = await mkdtemp(join(tmpdir(), 'surecast-bench-'));
  const network = await makeTestNetwork(directory);
  const nats = await startNats(network, directory);
  await network.admit('dir-1', ['directory']);
  const edge = await network.admit('edge', ['edge']);
  const program = fileURLToPath(new URL('directory-member.ts', import.meta.url));
  const member = fork(program, [network.identityDirectory('dir-1'), nats.url]);
  await once(member, 'message');
  const connection = await connect({ servers: nats.url, tls: edge.tls });
  const distinct = asked === 'again' ? 1_000 : perSecond * (seconds + warmUpSeconds);
  const questions = Array.from({ length: distinct }, (_, at) =>
    seal(edge, subjects.directory, { kind: 'enumerate', broadcast: `broadcast-${at % 1_000}` }),
  );

  const inbox = createInbox();
  const sentAtMs: number[] = [];
  const latencies: number[] = [];
  connection.subscribe(`${inbox}.*`, {
    callback: (_, message) => {
      const number = Number(message.subject.slice(inbox.length + 1));
      latencies.push(performance.now() - (sentAtMs[number] ?? Number.NaN));
      if (number % 100 !== 0) return;
      const answer = open(edge, message.subject, message.data, enumerationAnswer);
      if (answer.kind !== 'message' || answer.message.kind !== 'assigned') throw new Error('a wrong answer');
    },
  });
  const ask = (): void => {
    const number = sentAtMs.push(performance.now()) - 1;
    connection.publish(subjects.directory, questions[number % distinct] ?? '', {
      reply: `${inbox}.${number}`,
    });
  };
  const cpu = async (): Promise<number> => {
    member.send('usage');
    const [said] = await once(member, 'message');
    const { user, system } = usage.parse(said);
    return user + system;
  };

  await steadily(ask, perSecond, warmUpSeconds);
  latencies.length = 0;
  const cpuBefore = await cpu();
  const beganMs = performance.now();
  await steadily(ask, perSecond, seconds);
  const elapsedSeconds = (performance.now() - beganMs) / 1_000;
  const cpuEach = ((await cpu()) - cpuBefore) / latencies.length;
  const figures = {
    answered: latencies.length,
    answersASecond: latencies.length / elapsedSeconds,
    medianMs: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    cpuMicrosecondsEach: cpuEach,
  };
  await connection.close();
  member.disconnect();
  await nats.kill();
  await rm(directory, { recursive: true, force: true });
  return figures;
}

/** Asks so many times a second, whatever the answers do. */
async function steadily(ask: () => void, perSecond: number, seconds: number): Promise<void> {
  const beganMs = performance.now();
  for (let asked = 0; asked < perSecond * seconds; ) {
    const due = Math.min(perSecond * seconds, ((performance.now() - beganMs) / 1_000) * perSecond);
    for (; asked < due; asked++) ask();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
