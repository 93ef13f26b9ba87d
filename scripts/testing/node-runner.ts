import { spawn } from 'node:child_process';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyTally, type Tally } from './tally.ts';

/** A single test, or file, that takes longer has hung. */
const testTimeoutMs = 300_000;
/** With no test ending for this long, the runner itself hangs, as on a pipe that a stray process holds open. */
const silenceMaxMs = testTimeoutMs + 60_000;

/** What one run of `node --test` is given. */
export type NodeRun = {
  readonly root: string;
  /** Paths below `root`. */
  readonly files: readonly string[];
  /** Only tests whose name matches, if given. */
  readonly namePattern: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Where the report goes. */
  readonly output?: 'inherit' | 'ignore';
};

/** Runs test files with Node's own runner, its readable report on standard output, and counts what happened. */
export async function runNodeTests(options: NodeRun): Promise<Tally> {
  const { root, files, namePattern, env, output = 'inherit' } = options;
  const directory = await mkdtemp(join(tmpdir(), 'surecast-test-'));
  const countsPath = join(directory, 'counts');
  await (await open(countsPath, 'w')).close();
  const status = await watch(
    [
      '--test',
      `--test-timeout=${testTimeoutMs}`,
      `--test-concurrency=${env['SURECAST_TEST_CONCURRENCY'] ?? Math.max(2, availableParallelism())}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${join(import.meta.dirname, 'count-reporter.ts')}`,
      `--test-reporter-destination=${countsPath}`,
      ...(namePattern === undefined ? [] : [`--test-name-pattern=${namePattern}`]),
      ...files,
    ],
    { root, env, countsPath, output },
  );
  const tally = await readCounts(countsPath);
  await rm(directory, { recursive: true, force: true });
  // A runner that failed without a failed test (crashed, killed, could not load a reporter) is one failure.
  return status !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

type Watched = {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly countsPath: string;
  readonly output: 'inherit' | 'ignore';
};

/** Runs Node until it ends by itself or is silent for too long. The process group goes with it. */
async function watch(args: readonly string[], { root, env, countsPath, output }: Watched): Promise<number> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env,
    stdio: ['ignore', output, output],
    detached: true,
  });
  const endGroup = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // The group is gone already.
    }
  };
  const onSignal = (signal: NodeJS.Signals): void => endGroup(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, onSignal);
  let lastSize = -1;
  const watchdog = setInterval(async () => {
    const { size } = await stat(countsPath);
    if (size !== lastSize) lastSize = size;
    else {
      console.error(`No test ended for ${silenceMaxMs / 1000} s: the test runner hangs and is ended.`);
      endGroup('SIGKILL');
    }
  }, silenceMaxMs);
  const status = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
  clearInterval(watchdog);
  endGroup('SIGKILL');
  return status;
}

async function readCounts(path: string): Promise<Tally> {
  const file = await open(path);
  const counts = { ...emptyTally };
  for await (const line of file.readLines()) {
    if (line === 'passed' || line === 'failed' || line === 'skipped') counts[line] += 1;
  }
  return counts;
}
