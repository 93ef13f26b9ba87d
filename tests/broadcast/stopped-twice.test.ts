import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { snapshot } from '../../contract/snapshot.ts';
import { freeTcpPort } from '../../fixtures/capture/free-port.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { ffmpegsOf } from '../testing/capture-processes.ts';
import { startConsole } from '../testing/console-process.ts';
import { liveArgs } from '../testing/live-args.ts';
import type { Scope } from '../testing/scope.ts';
import { runSurecast, type SurecastProcess, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore, type Workplace } from '../testing/workplace.ts';

const lookAgainMs = 100;

let store: Awaited<ReturnType<typeof startStore>>;

before(async () => {
  store = await startStore();
});

after(() => store.server.stop());

/** A broadcast to a store that is away. */
async function startAway(t: Scope) {
  const place = await createWorkplace(t);
  const { url, env, view } = await store.bucket();
  const away = { ...env, AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${await freeTcpPort()}` };
  return { place, env, view, program: startSurecast(liveArgs(place, [url]), { env: away }) };
}

/** Two that arrive together: of one signal the system may make one. */
function signalTwice(program: SurecastProcess): void {
  program.signal('SIGINT');
  program.signal('SIGTERM');
}

function runsOf(place: Workplace): readonly string[] {
  const path = `${place.data}/broadcasts/show/runs`;
  return existsSync(path) ? readdirSync(path) : [];
}

/** A console delivers what there is, and captures nothing. */
async function deliverByConsole(place: Workplace, env: NodeJS.ProcessEnv): Promise<void> {
  const runs = runsOf(place);
  const served = await startConsole(place, [], { env });
  for (;;) {
    const { broadcasts } = await served.call('status');
    if (broadcasts.every(({ phase }) => phase === 'complete')) break;
    await sleep(lookAgainMs);
  }
  const { session } = await served.call('console');
  assert.equal(session.state, 'idle');
  served.program.signal('SIGTERM');
  const { status, stdout, stderr } = await served.program.ended;
  assert.equal(status, 0, stdout + stderr);
  assert.doesNotMatch(stdout + stderr, /goes on/);
  assert.deepEqual(runsOf(place), runs);
}

describe('a capture that was asked to stop is over', { concurrency: 2 }, () => {
  it('by two signals at once before the first segment', async (t) => {
    const { place, env, program } = await startAway(t);
    await program.untilSays(/^Broadcast show/m);
    signalTwice(program);
    await program.ended;
    assert.deepEqual(ffmpegsOf(place.data), []);
    await deliverByConsole(place, env);
  });

  it('by two signals at once in the middle: a console delivers the rest and captures nothing', async (t) => {
    const { place, env, view, program } = await startAway(t);
    await program.untilSays(/captured ([2-9]|\d\d+) segments/);
    signalTwice(program);
    const { status, stdout, stderr } = await program.ended;
    assert.equal(status, 3, stdout + stderr);
    assert.deepEqual(ffmpegsOf(place.data), []);
    const shown = await runSurecast(['status', '--data', place.data, '--json']);
    assert.equal(snapshot.parse(JSON.parse(shown.stdout)).broadcasts[0]?.phase, 'delivering');
    await deliverByConsole(place, env);
    await judgeBroadcast(view, 'show', smallPicture);
  });

  it('by one signal and a kill right after it', async (t) => {
    const { place, env, view, program } = await startAway(t);
    await program.untilSays(/captured ([2-9]|\d\d+) segments/);
    program.signal('SIGINT');
    await program.untilSays(/Stopping/);
    program.signal('SIGKILL');
    assert.equal((await program.ended).status, 'SIGKILL');
    await deliverByConsole(place, env);
    await judgeBroadcast(view, 'show', smallPicture);
  });

  it('until someone resumes it by its name', async (t) => {
    const { place, env, view, program } = await startAway(t);
    await program.untilSays(/captured ([2-9]|\d\d+) segments/);
    signalTwice(program);
    assert.equal((await program.ended).status, 3);
    const [url] = snapshot
      .parse(JSON.parse((await runSurecast(['status', '--data', place.data, '--json'])).stdout))
      .broadcasts.flatMap(({ origins }) => origins.map((origin) => origin.url));
    assert.ok(url);
    const again = startSurecast(liveArgs(place, [url]), { env });
    await again.untilSays(/captured ([5-9]|\d\d+) segments/);
    again.signal('SIGINT');
    const { status, stdout, stderr } = await again.ended;
    assert.equal(status, 0, stdout + stderr);
    assert.deepEqual(runsOf(place), ['0001', '0002']);
    await judgeBroadcast(view, 'show', { ...smallPicture, discontinuities: 1 });
  });
});
