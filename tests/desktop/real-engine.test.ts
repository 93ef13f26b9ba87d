/** The shell's own functions on a real engine, on plain Node: everything but Electron itself. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it, type TestContext } from 'node:test';
import type { ConsoleEvent } from '../../contract/api/console-event.ts';
import type { OriginKeys } from '../../contract/api/settings.ts';
import { adoptEngine } from '../../electron/engine/adopt-engine.ts';
import { type EngineCommand, engineCommand } from '../../electron/engine/engine-command.ts';
import type { EngineLife } from '../../electron/engine/engine-life.ts';
import { readEngineRecord, writeEngineRecord } from '../../electron/engine/engine-record.ts';
import { followEngine } from '../../electron/engine/follow-engine.ts';
import { type EngineNews, type KeptEngine, keepEngine } from '../../electron/engine/keep-engine.ts';
import { readEvents } from '../../electron/engine/read-events.ts';
import { startEngine } from '../../electron/engine/start-engine.ts';
import { stopCapture } from '../../electron/engine/stop-capture.ts';
import { answerPage, type PageSources } from '../../electron/page/answer-page.ts';
import { openKeyVault } from '../../electron/secrets/key-vault.ts';
import { noteKeys } from '../../electron/secrets/note-keys.ts';
import {
  activityOf,
  afterConsoleEvent,
  afterEngineNews,
  initialShellState,
} from '../../electron/state/shell-state.ts';
import { nextShutdown, type ShutdownStep, staying } from '../../electron/state/shutdown.ts';
import { trayView } from '../../electron/state/tray-view.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { isOnAir } from '../testing/is-on-air.ts';
import { environmentOf } from '../testing/surecast-process.ts';

const root = join(import.meta.dirname, '..', '..');

function commandFor(folder: string): EngineCommand {
  const command = engineCommand({
    resourcesPath: undefined,
    programRoot: root,
    platform: process.platform,
    arch: process.arch,
    cacheFolder: join(folder, 'compiled'),
    dataDirectory: join(folder, 'data'),
    environment: environmentOf({}),
  });
  return { ...command, program: process.execPath };
}

/** A shell without a window: what main.ts wires, with its state open to the test. */
function shellOn(t: TestContext, folder: string) {
  const lives: EngineLife[] = [];
  let state = initialShellState;
  let following = new AbortController();
  let changed = Promise.withResolvers<void>();
  const touch = (): void => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const kept: KeptEngine = keepEngine({
    begin: (signal) => startEngine(commandFor(folder), join(folder, 'engine.log'), [], signal),
    nowMs: () => performance.now(),
    wait: () => Promise.resolve(),
    onChange: (news: EngineNews) => {
      following.abort();
      state = afterEngineNews(state, news);
      if (news.type === 'running') {
        lives.push(news.life);
        following = new AbortController();
        const onEvent = (event: ConsoleEvent): void => {
          state = afterConsoleEvent(state, event);
          touch();
        };
        void followEngine(news.life.address, fetch, onEvent, following.signal);
      }
      touch();
    },
  });
  const until = async (met: () => boolean): Promise<void> => {
    while (!met()) await changed.promise;
  };
  t.after(async () => {
    await kept.end(true);
    following.abort();
  });
  const sources: PageSources = {
    folder: join(root, 'renderer', 'dist'),
    engine: () => kept.address(),
    fetch,
    onTaken: async () => undefined,
  };
  return { kept, lives, sources, until, state: () => state };
}

const page = (path: string, init: RequestInit = {}): Request => new Request(`app://console${path}`, init);
const post = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

describe('the desktop shell on a real engine', () => {
  it('goes live through the page’s address, survives the engine’s death, stops, delivers and leaves', async (t) => {
    const folder = temporaryDirectory(t);
    const shell = shellOn(t, folder);
    await shell.until(() => shell.state().snapshot !== null);
    assert.equal(activityOf(shell.state()), 'idle');
    assert.equal(trayView(shell.state()).canGoLive, true);

    const live = await answerPage(page('/api/live', post({ broadcast: 'sunday' })), shell.sources);
    assert.equal(live.status, 200, await live.clone().text());
    await shell.until(() => isOnAir(shell.state().snapshot?.session.state));
    assert.equal(trayView(shell.state()).canStop, true);
    const asked = nextShutdown(staying, {
      type: 'asked',
      reason: 'window',
      activity: activityOf(shell.state()),
    });
    assert.deepEqual(asked.steps, ['ask']);

    const first = shell.lives[0];
    assert.ok(first);
    process.kill(first.pid, 'SIGKILL');
    await shell.until(() => shell.lives.length === 2);
    assert.equal(activityOf(shell.state()), 'capturing', 'FFmpeg goes on meanwhile');
    await shell.until(() => {
      const { snapshot } = shell.state();
      return snapshot?.session.broadcast === 'sunday' && isOnAir(snapshot.session.state);
    });

    await stopCapture(() => shell.kept.address());
    await shell.until(() => activityOf(shell.state()) === 'idle');
    const steps: ShutdownStep[] = [
      ...nextShutdown({ phase: 'delivering', reason: 'window' }, { type: 'activity', activity: 'idle' })
        .steps,
    ];
    assert.deepEqual(steps, ['end-engine']);
    const broadcast = await answerPage(page('/api/broadcasts/sunday'), shell.sources);
    const { phase } = (await broadcast.json()) as { phase: string };
    assert.equal(phase, 'complete');
    await shell.kept.end(false);
    assert.match((await shell.lives[1]?.ended) ?? '', /status 0/);
  });

  it('streams the engine’s events to the page, which gets everything but the token', async (t) => {
    const shell = shellOn(t, temporaryDirectory(t));
    await shell.until(() => shell.lives.length === 1);
    const answer = await answerPage(page('/api/events'), shell.sources);
    assert.equal(answer.headers.get('content-type')?.split(';')[0], 'text/event-stream');
    assert.ok(answer.body);
    for await (const event of readEvents(answer.body)) {
      assert.equal(event.type, 'snapshot');
      break;
    }
    const token = shell.kept.address()?.token ?? '';
    assert.ok(token.length > 20);
    const console = await answerPage(page('/api/console'), shell.sources);
    assert.ok(
      !(await console.text()).includes(token) && !JSON.stringify([...console.headers]).includes(token),
    );
    const refused = await fetch(new URL('api/console', shell.kept.address()?.url));
    assert.equal(refused.status, 401, 'the engine itself asks for it');
  });

  it('finds the engine that an earlier shell left, and ends it', async (t) => {
    const folder = temporaryDirectory(t);
    const left = await startEngine(commandFor(folder), join(folder, 'engine.log'), []);
    after(() => left.end(true));
    const path = join(folder, 'engine.json');
    await writeEngineRecord(path, { pid: left.pid, ...left.address });
    const record = await readEngineRecord(path);
    assert.ok(record);
    assert.equal(await adoptEngine({ ...record, token: 'of-another-engine' }, fetch), undefined);
    const found = await adoptEngine(record, fetch);
    assert.deepEqual(found?.address, left.address);
    found?.end(false);
    await left.ended;
    assert.equal(await found?.ended, 'The engine does not answer any more.');
    assert.equal(await adoptEngine(record, fetch), undefined);
  });

  it('hands over origin keys that no file and no argument has, and says why an engine does not start', async (t) => {
    const folder = temporaryDirectory(t);
    const keys: OriginKeys = {
      originUrl: 's3://events/live',
      accessKeyId: 'AKIA7',
      secretAccessKey: 'planted-secret',
    };
    const vault = await openKeyVault(join(folder, 'keys'), {
      isAvailable: () => false,
      encrypt: (text) => Buffer.from(text),
      decrypt: (bytes) => bytes.toString('utf8'),
    });
    const body = JSON.stringify(keys);
    await noteKeys(vault, { method: 'PUT', pathname: '/api/origin-keys', body });
    const log = join(folder, 'engine.log');
    const command = commandFor(folder);
    const life = await startEngine(command, log, vault.all());
    try {
      const sources = { folder, engine: () => life.address, fetch, onTaken: async () => undefined };
      const settings = (await (await answerPage(page('/api/settings'), sources)).json()) as {
        originsWithKeys: string[];
      };
      assert.deepEqual(settings.originsWithKeys, ['s3://events/live']);
      assert.ok(!JSON.stringify([command.args, command.env]).includes('planted-secret'));
      assert.doesNotMatch(await readFile(log, 'utf8'), /planted-secret|AKIA7/);
      const second = startEngine(command, log, []);
      await assert.rejects(second, /The engine ended with status \d: .*\(DATA_DIR_IN_USE\)/);
    } finally {
      life.end(true);
      await life.ended;
    }
  });
});
