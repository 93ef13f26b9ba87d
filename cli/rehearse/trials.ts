import { setTimeout as sleep } from 'node:timers/promises';
import type { RehearsalTrial } from '../../contract/rehearsal-report.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import type { TcpHop } from '../../fixtures/faults/tcp-hop.ts';
import type { LiveProcess } from './live-process.ts';
import {
  backlogBytes,
  broadcastIn,
  capturedSeconds,
  capturedSegments,
  kilobitsPerSecond,
  verifiedFiles,
  verifiedSegments,
} from './progress.ts';

export type Fault = RehearsalTrial['fault'];

/** What a trial breaks, and looks at. */
export type TrialWorld = {
  readonly hops: readonly TcpHop[];
  /** The life of the program that runs now. */
  readonly live: () => LiveProcess;
  /** Starts its next life. */
  readonly restart: () => void;
  readonly faultSeconds: number;
  /** How long it may take to catch up, seconds. */
  readonly patienceSeconds: number;
  /** The person wants it to end. */
  readonly signal: AbortSignal;
};

/** Faults in the order in which they are tried; a folder has no link to break. */
export function faultsFor(hasLink: boolean): readonly Fault[] {
  return hasLink ? ['cut', 'stalled', 'reset', 'slow', 'killed'] : ['killed'];
}

/** A slow link lets half of the bit rate through. */
const slowShare = 0.5;
const resetEveryMs = 500;
/** A program that is started again has this long to take up its FFmpeg. */
const adoptionMs = 30_000;

/** Breaks something, makes it whole again, and looks how the broadcast gets over it. */
export async function runTrial(world: TrialWorld, fault: Fault): Promise<RehearsalTrial> {
  const startedMs = performance.now();
  const secondsBefore = capturedSeconds(world.live().snapshot());
  await breakIt(world, fault).catch((error: unknown) => {
    if (!world.signal.aborted) throw error;
  });
  for (const hop of world.hops) hop.setLink({ type: 'passes' });
  const endedMs = performance.now();
  const before = world.live().snapshot();
  const lastedSeconds = (endedMs - startedMs) / 1000;
  const captured = capturedSegments(before);
  const hasCaughtUp =
    fault === 'killed'
      ? (snapshot: Snapshot) => hasTakenIn(snapshot, secondsBefore + lastedSeconds)
      : (snapshot: Snapshot) => verifiedSegments(snapshot) >= captured;
  const found = await watchRecovery(world, verifiedFiles(before), hasCaughtUp, endedMs);
  const wasAdopted = fault !== 'killed' || world.live().hasAdopted();
  return {
    fault,
    lastedSeconds,
    backlogBytes: backlogBytes(before),
    ...found,
    held: found.deliveredAfterSeconds !== null && found.caughtUpAfterSeconds !== null && wasAdopted,
    note: wasAdopted ? null : 'FFmpeg was not taken up again: a new run began, with a gap',
  };
}

async function breakIt(world: TrialWorld, fault: Fault): Promise<void> {
  const { hops, faultSeconds, signal } = world;
  const lastMs = faultSeconds * 1000;
  switch (fault) {
    case 'cut':
    case 'stalled':
      for (const hop of hops) hop.setLink({ type: fault });
      return sleep(lastMs, undefined, { signal });
    case 'slow': {
      const bytesPerSecond = Math.max(
        1_000,
        (kilobitsPerSecond(world.live().snapshot()) * 1000 * slowShare) / 8,
      );
      for (const hop of hops) hop.setLink({ type: 'slow', bytesPerSecond });
      return sleep(lastMs, undefined, { signal });
    }
    case 'reset':
      for (let untilMs = performance.now() + lastMs; performance.now() < untilMs; ) {
        for (const hop of hops) hop.resetAll();
        await sleep(resetEveryMs, undefined, { signal });
      }
      return;
    case 'killed':
      await world.live().kill();
      // A person, or systemd, needs a moment, too; FFmpeg captures meanwhile.
      await sleep(1_000, undefined, { signal });
      world.restart();
      await world.live().until(() => true, adoptionMs);
      return;
  }
}

async function watchRecovery(
  { live, patienceSeconds }: TrialWorld,
  files: number,
  hasCaughtUp: (snapshot: Snapshot) => boolean,
  endedMs: number,
): Promise<Pick<RehearsalTrial, 'deliveredAfterSeconds' | 'caughtUpAfterSeconds'>> {
  const patienceMs = patienceSeconds * 1000;
  const since = (reached: unknown): number | null =>
    reached === undefined ? null : (performance.now() - endedMs) / 1000;
  const delivered = await live().until((snapshot) => verifiedFiles(snapshot) > files, patienceMs);
  const deliveredAfterSeconds = since(delivered);
  const caughtUp = await live().until(hasCaughtUp, patienceMs);
  return { deliveredAfterSeconds, caughtUpAfterSeconds: since(caughtUp) };
}

/** What FFmpeg captured while nobody cut it is cut, and proved but for the newest segments. */
function hasTakenIn(snapshot: Snapshot, seconds: number): boolean {
  const newest = broadcastIn(snapshot)?.variants.length ?? 1;
  return (
    capturedSeconds(snapshot) >= seconds && verifiedSegments(snapshot) >= capturedSegments(snapshot) - newest
  );
}
