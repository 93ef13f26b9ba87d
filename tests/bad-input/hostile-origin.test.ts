import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostileAnswers } from '../../fixtures/servers/hostile-answers.ts';
import { type HostileServer, startHostileServer } from '../../fixtures/servers/hostile-server.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { encodedFrames } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore } from '../testing/workplace.ts';

const answers = hostileAnswers(500);

/** What a link or a store in trouble may do: the program asks again within seconds. */
const passing = [
  'XML that is not XML',
  'an endless answer',
  'an error of 100 MB',
  'more bytes than it said',
  'fewer bytes than it said',
  'headers byte by byte',
  'headers of megabytes',
  'garbage',
  'interim answers without end',
  'a bomb of gzip',
  'a chunk of no size',
  'a reset',
];

const all = ['an endless answer', 'a redirect to itself', 'a bomb of gzip'];

/** Far below what the server offers, and above what the program takes with two origins. */
const memoryMegabytes = 500;

let store: Awaited<ReturnType<typeof startStore>>;

before(async () => {
  store = await startStore();
});

after(() => store.server.stop());

async function hostileServer(t: TestContext): Promise<HostileServer> {
  const server = await startHostileServer(new URL(store.server.endpoint).host);
  t.after(() => server.stop());
  return server;
}

/** The most memory that a process has ever held, megabytes. */
function peakMegabytes(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

describe('a hostile or broken origin', { concurrency: true }, () => {
  it('costs a broadcast neither memory nor its other origin, and is delivered to once it behaves', async (t) => {
    const place = await createWorkplace(t);
    const server = await hostileServer(t);
    const { url, env, view } = await store.bucket();
    const healthy = place.folder('healthy');
    server.answerWith(answers[passing[0] ?? '']);
    const program = startSurecast(liveArgs(place, [url, healthy.url]), {
      env: { ...env, AWS_ENDPOINT_URL_S3: server.endpoint },
    });
    for (const what of passing) {
      const before = server.answers;
      server.answerWith(answers[what]);
      while (server.answers < before + 2) await sleep(50);
    }
    const peak = peakMegabytes(program.pid);
    t.diagnostic(`${(server.sentBytes / 1e6).toFixed(0)} MB were taken, ${peak.toFixed(0)} MB held at most`);
    assert.ok(peak < memoryMegabytes, `${peak} MB`);
    server.answerWith(undefined);
    program.signal('SIGINT');
    const { status, stdout, stderr } = await program.ended;
    assert.equal(status, 0, stdout + stderr);
    assert.doesNotMatch(stdout + stderr, /INTERNAL|^\s+at /m);
    const frames = encodedFrames(place.data);
    for (const origin of [view, healthy.view])
      await judgeBroadcast(origin, 'show', { ...smallPicture, frames });
  });

  for (const [command, args, statuses, whats] of [
    ['verify', ['verify', 'show', '--origin', 's3://bucket/live'], [1, 4], all],
    ['verify --deep', ['verify', 'show', '--deep', '--origin', 's3://bucket/live'], [1, 4], all],
    ['doctor', ['doctor', '--origin', 's3://bucket/live'], [4], ['an endless answer']],
    ['decode', ['decode', '--give-up-after', '1', 'ENDPOINT/show/index.m3u8'], [1], all],
  ] as const) {
    it(`is a plain sentence to ${command}`, async (t) => {
      const place = await createWorkplace(t);
      const server = await hostileServer(t);
      for (const what of whats) {
        server.answerWith(answers[what]);
        const words = args.map((word) => word.replace('ENDPOINT', server.endpoint));
        const data = command === 'decode' ? [] : ['--data', place.data];
        const { status, stdout, stderr } = await runSurecast([...words, ...data], {
          env: { ...store.server.env, AWS_ENDPOINT_URL_S3: server.endpoint },
        });
        assert.ok(
          statuses.some((each) => each === status),
          `${what}: ${status}\n${stdout}${stderr}`,
        );
        assert.doesNotMatch(stdout + stderr, /INTERNAL|^\s+at /m, what);
      }
    });
  }
});
