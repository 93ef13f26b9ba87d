import assert from 'node:assert/strict';
import { readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { type PlaylistWatch, watchPlaylists } from '../judge/watch-playlists.ts';
import { encodedFrames, ffmpegsOf } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { type SurecastProcess, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, type Workplace } from '../testing/workplace.ts';

/** What the small picture takes in a second and a half. */
const unreadBytes = 70_000;

type Scene = {
  readonly place: Workplace;
  readonly watch: PlaylistWatch;
  readonly start: () => SurecastProcess;
  readonly judge: (expected: Partial<Parameters<typeof judgeBroadcast>[2]>) => Promise<void>;
};

async function sceneOf(t: TestContext, container: string): Promise<Scene> {
  // The shorter a source may be silent, the sooner a log that is gone is given up.
  const place = await createWorkplace(t, { stallSeconds: 5 });
  const { url, view } = place.folder('origin');
  return {
    place,
    watch: watchPlaylists(t, view, 'show', '180p'),
    start: () => startSurecast(liveArgs(place, [url], '--container', container)),
    judge: async (expected) => void (await judgeBroadcast(view, 'show', { ...smallPicture, ...expected })),
  };
}

/** Paths of the capture log's files. */
function logFiles({ data }: Workplace): string[] {
  const runs = join(data, 'broadcasts', 'show', 'runs');
  const names = readdirSync(runs, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /log-\d+\.\w+$/.test(name)).map((name) => join(runs, name));
}

/** Resolves when there is media of more than a second in the log that the program, which is stopped, can't have read. */
async function untilGrown(place: Workplace): Promise<void> {
  const size = () => logFiles(place).reduce((sum, path) => sum + statSync(path).size, 0);
  const before = size();
  while (size() < before + unreadBytes) await sleep(50);
}

async function stop(program: SurecastProcess, watch: PlaylistWatch): Promise<string> {
  program.signal('SIGINT');
  const { status, stdout, stderr } = await program.ended;
  assert.equal(status, 0, stdout + stderr);
  await watch.stop();
  return stdout + stderr;
}

describe('a capture log that is harmed in mid-broadcast', { concurrency: true }, () => {
  for (const container of ['ts', 'fmp4']) {
    it(`by cutting it off: what was not yet read of the ${container} is a gap, and the rest goes on`, async (t) => {
      const { place, watch, start, judge } = await sceneOf(t, container);
      const program = start();
      await watch.until(({ segments }) => segments.length >= 2);
      const [capturing] = ffmpegsOf(place.data);
      program.signal('SIGSTOP');
      await untilGrown(place);
      for (const path of logFiles(place)) truncateSync(path, 0);
      program.signal('SIGCONT');
      const { segments } = await watch.until((playlist) => {
        const gap = playlist.segments.findIndex((segment) => segment.gap);
        return gap > 0 && playlist.segments.length > gap + 3 && playlist.segments.at(-1)?.gap === false;
      });
      const lost = segments.flatMap(({ gap, sequence }) => (gap ? [sequence] : []));
      assert.deepEqual(ffmpegsOf(place.data), [capturing], 'FFmpeg captures on');
      const said = await stop(program, watch);
      assert.match(said, /gap/i);
      await judge({ lost });
    });

    it(`by removing its file: nothing of the ${container} is lost while the program lives`, async (t) => {
      const { place, watch, start, judge } = await sceneOf(t, container);
      const program = start();
      await watch.until(({ segments }) => segments.length >= 2);
      for (const path of logFiles(place)) rmSync(path);
      await watch.until(({ segments }) => segments.length >= 5);
      await stop(program, watch);
      await judge({ frames: encodedFrames(place.data) });
    });

    it(`by removing its file while the program is dead: the ${container} has a gap, and a new run goes on`, async (t) => {
      const { place, watch, start, judge } = await sceneOf(t, container);
      const killed = start();
      await watch.until(({ segments }) => segments.length >= 2);
      killed.signal('SIGKILL');
      await killed.ended;
      for (const path of logFiles(place)) rmSync(path);
      const program = start();
      const isBack = (segments: readonly { gap: boolean; discontinuity: boolean }[]) => {
        const at = segments.findLastIndex((segment) => segment.discontinuity);
        return at > 0 && segments.length > at + 2;
      };
      const { segments } = await watch.until((playlist) => isBack(playlist.segments));
      const lost = segments.flatMap(({ gap, sequence }) => (gap ? [sequence] : []));
      assert.ok(lost.length > 0);
      const said = await stop(program, watch);
      assert.match(said, /nothing has come from the source/);
      await judge({ lost, discontinuities: 1 });
    });
  }
});
