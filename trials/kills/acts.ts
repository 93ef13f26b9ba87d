import { encoderDelay, framesInFlight } from '../../encoder/video-encoder-args.ts';
import { type Bucket, smallPicture } from '../../tests/testing/workplace.ts';
import type { Random } from '../random.ts';
import type { Figure } from '../result.ts';
import { onStage } from '../stage.ts';
import type { Container } from './container.ts';
import { killEverything } from './everything-kills.ts';
import { killProgram } from './program-kills.ts';
import { killStore } from './store-kills.ts';
import { killWorkers } from './worker-deaths.ts';

/** What the parts work with. */
export type Cast = {
  readonly bucket: () => Promise<Bucket>;
  readonly random: Random;
  /** A whole run has 100: fewer make every part shorter in proportion. */
  readonly rounds: number;
};

/** One part of the trial. Fails at the first thing that is lost, damaged or not as promised. */
export type Act = {
  readonly name: string;
  readonly play: (cast: Cast) => Promise<readonly Figure[]>;
};

/** The parts, which are played at the same time. */
export const acts: readonly Act[] = [
  programAct('ts'),
  programAct('fmp4'),
  everythingAct('ts'),
  everythingAct('fmp4'),
  storeAct('ts'),
  storeAct('fmp4'),
  workerAct('ts'),
];

/** What the encoder may hold back, milliseconds. */
const mayHoldMs =
  (framesInFlight(encoderDelay(smallPicture.framesPerSecond)) / smallPicture.framesPerSecond) * 1_000;

const shareOf = (rounds: number, whole: number) => Math.max(1, Math.round((whole * rounds) / 100));

function programAct(container: Container): Act {
  return {
    name: `program-${container}`,
    play: async ({ bucket, rounds, random }) => {
      const found = await onStage(async (stage) =>
        killProgram(stage, await bucket(), container, rounds, random),
      );
      const about = `program alone (${container}):`;
      return [
        { what: `${about} kills after it had taken FFmpeg up`, value: found.adopted, goal: '100' },
        { what: `${about} kills while it started`, value: found.starting },
        { what: `${about} kills while it ended and delivered the rest`, value: found.ending },
        { what: `${about} FFmpegs in the broadcast of ${found.seconds.toFixed(0)} s`, value: 1, goal: '1' },
        { what: `${about} frames lost of ${found.frames}`, value: 0, goal: '0' },
        { what: `${about} discontinuities and gaps`, value: 0, goal: '0' },
        watched(about, found.playlistVersions),
      ];
    },
  };
}

function everythingAct(container: Container): Act {
  return {
    name: `everything-${container}`,
    play: async ({ bucket, rounds, random }) => {
      const kills = shareOf(rounds, 30);
      const found = await onStage(async (stage) =>
        killEverything(stage, await bucket(), container, kills, random),
      );
      const about = `program and FFmpeg (${container}):`;
      const sorted = found.lostMs.toSorted((a, b) => a - b);
      const medianMs = Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
      const mostMs = Math.round(sorted.at(-1) ?? 0);
      const mostSoundMs = Math.round(Math.max(...found.lostSoundMs));
      const heldMs = Math.max(mayHoldMs, Math.round(found.heldMs));
      return [
        { what: `${about} kills, each resumed with one discontinuity`, value: kills },
        { what: `${about} tails salvaged from the log`, value: kills },
        { what: `${about} lost behind the end of what was saved, median, ms`, value: medianMs },
        { what: `${about} the same, at most, ms`, value: mostMs, goal: '≤ 1000' },
        { what: `${about} the same of the sound, at most, ms`, value: mostSoundMs, goal: '≤ 1000' },
        {
          what: `${about} most of both, with the ${heldMs} ms that FFmpeg held in itself, ms`,
          value: Math.max(mostMs, mostSoundMs) + heldMs,
          goal: '≤ 1000',
        },
        { what: `${about} objects damaged or missing`, value: 0, goal: '0' },
        watched(about, found.playlistVersions),
      ];
    },
  };
}

function storeAct(container: Container): Act {
  return {
    name: `store-${container}`,
    play: async ({ rounds, random }) => {
      const found = await onStage((stage) => killStore(stage, container, shareOf(rounds, 20), random));
      const about = `MinIO (${container}):`;
      return [
        { what: `${about} kills while delivering, restarted on the same data`, value: found.kills },
        { what: `${about} frames lost of ${found.frames}`, value: 0, goal: '0' },
        { what: `${about} objects of ${found.objects} that a deep verify finds wrong`, value: 0, goal: '0' },
      ];
    },
  };
}

function workerAct(container: Container): Act {
  return {
    name: 'workers',
    play: async ({ bucket, rounds, random }) => {
      const found = await onStage(async (stage) =>
        killWorkers(stage, await bucket(), container, shareOf(rounds, 50), random),
      );
      const about = 'uplink workers:';
      const ways = [...new Set(found.deaths)].map(
        (way) => `${way} ${found.deaths.filter((each) => each === way).length}`,
      );
      return [
        { what: `${about} deaths`, value: found.deaths.length },
        { what: `${about} of which`, value: ways.join(', ') },
        { what: `${about} frames lost of ${found.frames}`, value: 0, goal: '0' },
        watched(about, found.playlistVersions),
      ];
    },
  };
}

const watched = (about: string, versions: number): Figure => ({
  what: `${about} of ${versions} playlist versions watched, those that named an absent object or went back`,
  value: 0,
  goal: '0',
});
