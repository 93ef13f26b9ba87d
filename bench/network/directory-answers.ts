import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect, createInbox } from '@nats-io/transport-node';
import { z } from 'zod';
import { enumerationAnswer } from '../../contract/network/directory-calls.ts';
import { subjects } from '../../contract/network/subjects.ts';
import { sealTogether } from '../../delivery/control/seal-together.ts';
import { open } from '../../delivery/control/sealed-message.ts';
import type { NodeIdentity } from '../../delivery/identity/node-identity.ts';
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
  /** Processor time of the others on the same machine, in cores. */
  readonly askerCores: number;
  readonly natsCores: number;
};

/**
 * `again`: nodes ask what they have asked before, whose signature the member knows; `anew`: it has to check one for each question;
 * `anew, by 16`: as a node asks after a start or a change, sixteen at a time under one signature.
 */
export type Asked = 'again' | 'anew' | 'anew, by 16';

const warmUpSeconds = 2;
const usage = z.object({ user: z.number(), system: z.number() });

/**
 * Asks one directory member (a process of its own, 1,000 broadcasts on 20 intermediates) for `seconds` at a steady rate. The questions are
 * signed beforehand, as if many edges asked; every hundredth answer is checked.
 */
export async function measureDirectoryAnswers(
  perSecond: number,
  seconds: number,
  asked: Asked,
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
  const questions = await sealQuestions(edge, distinct, asked);

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
    connection.publish(subjects.directory, questions[number % distinct], {
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
  const othersBefore = { asker: process.cpuUsage(), nats: await cpuSeconds(nats.pid()) };
  const beganMs = performance.now();
  await steadily(ask, perSecond, seconds);
  const elapsedSeconds = (performance.now() - beganMs) / 1_000;
  const cpuEach = ((await cpu()) - cpuBefore) / latencies.length;
  const { user, system } = process.cpuUsage(othersBefore.asker);
  const figures = {
    answered: latencies.length,
    answersASecond: latencies.length / elapsedSeconds,
    medianMs: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    cpuMicrosecondsEach: cpuEach,
    askerCores: (user + system) / 1e6 / elapsedSeconds,
    natsCores: ((await cpuSeconds(nats.pid())) - othersBefore.nats) / elapsedSeconds,
  };
  await connection.close();
  member.disconnect();
  await nats.kill();
  await rm(directory, { recursive: true, force: true });
  return figures;
}

/** Held outside of the heap: the asker's own collections would be measured otherwise. */
async function sealQuestions(edge: NodeIdentity, count: number, asked: Asked): Promise<Buffer[]> {
  const seal = sealTogether(edge);
  const together = asked === 'anew, by 16' ? 16 : 1;
  const questions: Buffer[] = [];
  while (questions.length < count) {
    const some = Array.from({ length: together }, (_, at) => {
      const broadcast = `broadcast-${(questions.length + at) % 1_000}`;
      return seal(subjects.directory, { kind: 'enumerate', broadcast });
    });
    for (const text of await Promise.all(some)) questions.push(Buffer.from(text));
  }
  return questions;
}

/** What Linux says that a process has taken; elsewhere nothing is known. */
async function cpuSeconds(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [user = 0, system = 0] = stat
    .replace(/^.*\) /, '')
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) / 100;
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
