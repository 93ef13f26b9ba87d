import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { watchPlaylists } from '../../tests/judge/watch-playlists.ts';
import { ffmpegsOf } from '../../tests/testing/capture-processes.ts';
import { liveArgs } from '../../tests/testing/live-args.ts';
import { TrialScope } from '../../tests/testing/scope.ts';
import type { Workplace } from '../../tests/testing/workplace.ts';
import { startRecorded } from './recorded-program.ts';

/** A life of the program that is recorded, to be cut at random points. */
export type Scenario = {
  readonly name: string;
  readonly what: string;
  readonly container: 'ts' | 'fmp4';
  /** Resolves when the program and FFmpeg have ended. */
  readonly play: (stage: Stage) => Promise<void>;
};

export type Stage = {
  readonly place: Workplace;
  readonly logPath: string;
  /** Length of the captures, seconds. */
  readonly seconds: number;
};

const args = ({ place }: Stage, container: Scenario['container'], ...more: readonly string[]) =>
  liveArgs(place, [place.folder('origin').url], '--container', container, '--json', ...more);

/** Captures and delivers to the end. */
function broadcast(container: Scenario['container']): Scenario['play'] {
  return async (stage) => {
    const program = startRecorded(args(stage, container, '--duration', `${stage.seconds}`), stage.logPath);
    const { status, stderr } = await program.ended;
    assert.equal(status, 0, stderr);
  };
}

async function untilSegments({ place }: Stage, count: number): Promise<void> {
  const scope = new TrialScope();
  const watch = watchPlaylists(scope, place.folder('origin').view, 'show', '180p');
  await watch.until(({ segments }) => segments.length >= count);
  await watch.stop();
}

/** Half of it, then program and FFmpeg are killed, and the other half. */
function killed(container: Scenario['container']): Scenario['play'] {
  return async (stage) => {
    const first = startRecorded(args(stage, container), stage.logPath);
    await untilSegments(stage, Math.floor(stage.seconds / 2));
    first.signal('SIGKILL');
    for (const pid of ffmpegsOf(stage.place.data)) process.kill(pid, 'SIGKILL');
    assert.equal((await first.ended).status, 'SIGKILL');
    await broadcast(container)(stage);
  };
}

/** The origin is away until the capture has ended; `drain` delivers. */
function drained(container: Scenario['container']): Scenario['play'] {
  return async (stage) => {
    const { root, data } = stage.place;
    // A file in the place of the folder.
    writeFileSync(join(root, 'origin'), '');
    const first = startRecorded(args(stage, container, '--duration', `${stage.seconds}`), stage.logPath);
    await first.untilSays(/delivering: captured/);
    first.signal('SIGINT');
    await first.untilSays(/Stopping/);
    first.signal('SIGINT');
    const stopped = await first.ended;
    assert.equal(stopped.status, 3, stopped.stderr);
    rmSync(join(root, 'origin'));
    const { status, stderr } = await startRecorded(['drain', '--data', data], stage.logPath).ended;
    assert.equal(status, 0, stderr);
  };
}

export const scenarios: readonly Scenario[] = [
  { name: 'live-ts', what: 'a broadcast', container: 'ts', play: broadcast('ts') },
  { name: 'live-fmp4', what: 'a broadcast', container: 'fmp4', play: broadcast('fmp4') },
  { name: 'killed-ts', what: 'killed in the middle and resumed', container: 'ts', play: killed('ts') },
  { name: 'drain-fmp4', what: 'captured, and drained later', container: 'fmp4', play: drained('fmp4') },
];
