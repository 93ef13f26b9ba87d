import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { after, before, test } from 'node:test';
import { nodePackageOf } from '../scripts/setup/installed-matches.mjs';

/** Stands in for the program: says who it is, and each request to stop; the second ends it with 3. */
const program = `
import { dieWithLauncher } from './die-with-launcher.ts';
import { onStopSignal } from './stop-signals.ts';
dieWithLauncher();
const [command] = process.argv.slice(2);
if (command === 'status') {
  console.log(JSON.stringify({ args: process.argv.slice(2), pid: process.pid }));
  process.exitCode = 4;
} else {
  setInterval(() => {}, 1000);
  if (command === 'drain') onStopSignal((asked) => {
    console.log('asked ' + asked);
    if (asked === 2) process.exit(3);
  });
  console.log(process.pid);
}
`;
/** Makes this Node say that it is an old one, so that the launcher takes the other path. */
const pretendOld = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.0.0'}})`;

let root = '';
const started = new Set<ChildProcess>();

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'surecast-launcher-'));
  const checkout = dirname(import.meta.dirname);
  const launcherFiles = ['surecast.mjs', 'launch.mjs', 'lean-node.mjs', 'stop-with-npm.mjs'];
  for (const file of [...launcherFiles, 'die-with-launcher.ts', 'stop-signals.ts']) {
    await cp(join(checkout, 'cli', file), join(root, 'cli', file));
  }
  await cp(join(checkout, 'scripts', 'setup'), join(root, 'scripts', 'setup'), { recursive: true });
  await writeFile(join(root, 'cli', 'main.ts'), program);
  await writeFile(join(root, 'package.json'), '{"type":"module"}');
  for (const file of ['package-lock.json', 'node_modules/.package-lock.json']) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), '{"packages":{}}');
  }
  const node = join(root, 'node_modules', nodePackageOf(process.platform, process.arch), 'bin', 'node');
  await mkdir(dirname(node), { recursive: true });
  await symlink(process.execPath, node);
});

after(async () => {
  for (const child of started) child.kill('SIGKILL');
  await rm(root, { recursive: true, force: true });
});

/** Starts the launcher as a group of its own, without what npm has put into the environment. */
function start(
  args: readonly string[],
  how: 'in-process' | 'child',
): { launcher: ChildProcess; lines: Interface } {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
  const options = how === 'child' ? ['--import', pretendOld] : [];
  const launcher = spawn(process.execPath, [...options, join(root, 'cli', 'surecast.mjs'), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  started.add(launcher);
  return { launcher, lines: createInterface({ input: launcher.stdout }) };
}

async function nextLine(lines: Interface): Promise<string> {
  const ended = once(lines, 'close').then(() => {
    throw new Error('the program ended without another line');
  });
  const [line] = await Promise.race([once(lines, 'line'), ended]);
  return String(line);
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  const [status] = await once(child, 'exit');
  return typeof status === 'number' ? status : null;
}

for (const how of ['in-process', 'child'] as const) {
  test(`${how}: arguments go in, and the exit status comes out`, async () => {
    const { launcher, lines } = start(['status', '--data', 'a b'], how);
    const exit = exitOf(launcher);
    const said: unknown = JSON.parse(await nextLine(lines));
    assert.ok(typeof said === 'object' && said !== null && 'args' in said && 'pid' in said);
    assert.deepEqual(said.args, ['status', '--data', 'a b']);
    assert.equal(said.pid === launcher.pid, how === 'in-process');
    assert.equal(await exit, 4);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    test(`${how}: ${signal} for the launcher is one request to stop, and a second one is the second`, async () => {
      const { launcher, lines } = start(['drain'], how);
      const exit = exitOf(launcher);
      await nextLine(lines);
      launcher.kill(signal);
      assert.equal(await nextLine(lines), 'asked 1');
      launcher.kill(signal);
      assert.equal(await nextLine(lines), 'asked 2');
      assert.equal(await exit, 3);
    });
  }

  test(`${how}: a signal for the whole group, as Ctrl-C sends it, is one request`, async () => {
    const { launcher, lines } = start(['drain'], how);
    const exit = exitOf(launcher);
    await nextLine(lines);
    assert.ok(launcher.pid !== undefined);
    process.kill(-launcher.pid, 'SIGINT');
    assert.equal(await nextLine(lines), 'asked 1');
    process.kill(-launcher.pid, 'SIGINT');
    assert.equal(await nextLine(lines), 'asked 2');
    assert.equal(await exit, 3);
  });
}

test('a signal that the program does not listen to ends it, and the launcher ends with 128 + n', async () => {
  const { launcher, lines } = start(['verify'], 'child');
  const exit = exitOf(launcher);
  await nextLine(lines);
  launcher.kill('SIGTERM');
  assert.equal(await exit, 128 + 15);
});

test('SIGKILL of the launcher kills the program', async () => {
  const { launcher, lines } = start(['drain'], 'child');
  await nextLine(lines);
  launcher.kill('SIGKILL');
  // The program holds the other end of the pipe: it closes when the program has gone too.
  await once(lines, 'close');
});
