import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { countStop, notAsked, type StopCount } from './stop-signals.ts';

type Arrival = readonly [way: keyof StopCount, atMs: number];

function askedAfter(arrivals: readonly Arrival[], underNpm = false): number[] {
  let count = notAsked;
  return arrivals.map(([way, atMs]) => {
    const { after, asked } = countStop(count, way, atMs, underNpm);
    count = after;
    return asked;
  });
}

test('two signals to the process itself are two requests, however quick', () => {
  assert.deepEqual(
    askedAfter([
      ['direct', 0],
      ['direct', 1],
    ]),
    [1, 2],
  );
});

test('Ctrl-C that comes both ways is one request, however late the copy', () => {
  assert.deepEqual(
    askedAfter([
      ['direct', 0],
      ['forwarded', 5000],
    ]),
    [1, 1],
  );
  assert.deepEqual(
    askedAfter([
      ['forwarded', 0],
      ['direct', 1],
      ['direct', 900],
      ['forwarded', 901],
    ]),
    [1, 1, 2, 2],
  );
});

test('under npm its copy on the same way is not a second request, a later signal is', () => {
  assert.deepEqual(
    askedAfter(
      [
        ['direct', 0],
        ['direct', 20],
        ['direct', 1000],
      ],
      true,
    ),
    [1, 1, 2],
  );
});

test('the count never falls, never grows by more than one, and starts at one', () => {
  const arrival = fc.tuple(fc.constantFrom('direct' as const, 'forwarded' as const), fc.nat(5000));
  fc.assert(
    fc.property(fc.array(arrival, { minLength: 1 }), fc.boolean(), (unordered, underNpm) => {
      const counts = askedAfter(
        unordered.toSorted(([, a], [, b]) => a - b),
        underNpm,
      );
      assert.equal(counts[0], 1);
      for (const [i, asked] of counts.entries()) assert.ok([0, 1].includes(asked - (counts[i - 1] ?? 0)));
    }),
  );
});

/** Its work is over; it closes until its standard input ends. Says each of the first two signals that it hears. */
const closing = `
import { onStopSignal } from './cli/stop-signals.ts';
onStopSignal(() => console.log('asked'))();
let heard = 0;
const hear = () => {
  console.log('heard');
  heard += 1;
  if (heard === 2) process.off('SIGINT', hear);
};
process.on('SIGINT', hear);
console.log('over');
process.stdin.resume();
`;

async function startClosing(t: TestContext) {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', closing], {
    cwd: dirname(import.meta.dirname),
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'))),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => (await lines.next()).value;
  assert.equal(await next(), 'over');
  const ended = once(child, 'close');
  for (let n = 0; n < 2; n += 1) {
    child.kill('SIGINT');
    assert.equal(await next(), 'heard');
  }
  return { child, ended };
}

test('when the work is over, being asked to stop changes nothing of how it ends', async (t) => {
  const { child, ended } = await startClosing(t);
  child.stdin.end();
  assert.deepEqual(await ended, [0, null]);
});

test('who asks a third time is not held up by what only closes', async (t) => {
  const { child, ended } = await startClosing(t);
  child.kill('SIGINT');
  assert.deepEqual(await ended, [null, 'SIGINT']);
});
