import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../../contract/config.ts';
import { errorTable } from '../../contract/error-codes.ts';
import { isDelivered } from '../../contract/is-delivered.ts';
import type { AccessOf, OriginAccess } from '../../contract/origin-access.ts';
import type { RehearsalOrigin, RehearsalReport, RehearsalTrial } from '../../contract/rehearsal-report.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { takeDataDirectory } from '../../engine/data-directory.ts';
import { type OriginLink, originLink } from '../../engine/origin-link.ts';
import { verifyBroadcast } from '../../engine/verify-broadcast.ts';
import { startTcpHop, type TcpHop } from '../../fixtures/faults/tcp-hop.ts';
import { catchUpSeconds, faultSeconds, spokenOutages } from './forecast.ts';
import { type ChildFailure, type LiveProcess, startLive } from './live-process.ts';
import { broadcastIn, capturedSeconds, kilobitsPerSecond, verifiedFiles } from './progress.ts';
import { type Fault, faultsFor, runTrial } from './trials.ts';

export type RehearsalOptions = {
  readonly name: string;
  readonly source: string;
  readonly originUrls: readonly string[];
  readonly durationSeconds: number;
  /** The rehearsal's recording lies in a folder of its own below it, on the disk of the event. */
  readonly dataDirectory: string;
  readonly config: Config;
  readonly accessOf: AccessOf;
  /** The person wants it to end: what was broken is made whole, and the rest is delivered. */
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
  readonly onTrial: (trial: RehearsalTrial) => void;
};

/** An origin, the hop that stands for the link to it, and what that link carries. */
type Way = {
  readonly url: string;
  readonly hop: TcpHop | undefined;
  readonly uplinkKilobitsPerSecond: number | null;
};

/** A source or a camera may need this long for its first segments to be delivered, milliseconds. */
const firstDeliveryMs = 60_000;
/** The rest is waited for as long as something is delivered within this time, milliseconds. */
const endPatienceMs = 60_000;
/** FFmpeg ends by itself after so many times the rehearsal's length, should nobody be left to end it. */
const mostTimes = 4;
const mostExtraSeconds = 600;

/**
 * Broadcasts for a while and breaks things meanwhile.
 * @throws SurecastError as `takeDataDirectory`, and when the broadcast can't be begun; what did not hold is in the report
 */
export async function rehearse(options: RehearsalOptions): Promise<RehearsalReport> {
  const directory = join(options.dataDirectory, 'rehearsals', options.name);
  // Whether one can record there is known before the uplink is measured.
  (await takeDataDirectory(directory)).release();
  const ways = await findWays(options);
  const rehearsal = new Rehearsal(options, directory, ways);
  let report: RehearsalReport | undefined;
  try {
    report = await rehearsal.run();
    return report;
  } finally {
    await rehearsal.end();
    await Promise.all(ways.map(({ hop }) => hop?.stop()));
    if (report?.recording == null) await removeRecording(directory);
  }
}

async function removeRecording(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  // Others may lie beside it, or recordings of the event above it.
  for (const above of [dirname(directory), dirname(dirname(directory))])
    await rmdir(above).catch(() => undefined);
}

async function findWays({ originUrls, accessOf, say }: RehearsalOptions): Promise<readonly Way[]> {
  const ways: Way[] = [];
  for (const url of originUrls) {
    const link = await originLink(url, accessOf(url));
    if (link === undefined) {
      say(`${url} is a folder: there is no link to break.`);
      ways.push({ url, hop: undefined, uplinkKilobitsPerSecond: null });
    } else ways.push(await findWay(url, link, say));
  }
  return ways;
}

async function findWay(url: string, link: OriginLink, say: (text: string) => void): Promise<Way> {
  say(`Measuring the uplink to ${url} …`);
  const bitsPerSecond = await link.measure();
  const uplinkKilobitsPerSecond = bitsPerSecond === undefined ? null : bitsPerSecond / 1000;
  return { url, hop: await startTcpHop(link.address), uplinkKilobitsPerSecond };
}

/** One rehearsal: the lives of the program under it, and what they went through. */
class Rehearsal {
  readonly #options: RehearsalOptions;
  readonly #directory: string;
  readonly #ways: readonly Way[];
  readonly #trials: RehearsalTrial[] = [];
  #live: LiveProcess;

  constructor(options: RehearsalOptions, directory: string, ways: readonly Way[]) {
    this.#options = options;
    this.#directory = directory;
    this.#ways = ways;
    this.#live = this.#start();
    options.signal.addEventListener('abort', () => {
      for (const { hop } of ways) hop?.setLink({ type: 'passes' });
      this.#live.stop();
    });
  }

  async run(): Promise<RehearsalReport> {
    const { say, signal, durationSeconds } = this.#options;
    say(`Broadcast ${this.#options.name} begins.`);
    const begun = await this.#live.until((one) => hasBegun(one) || needsPerson(one), firstDeliveryMs);
    if ((begun === undefined || !hasBegun(begun)) && !signal.aborted) throw this.#notBegun();
    for (const fault of faultsFor(this.#ways.some(({ hop }) => hop !== undefined))) {
      if (!signal.aborted) await this.#try(fault);
    }
    const leftMs = (durationSeconds - capturedSeconds(this.#live.snapshot())) * 1000;
    await this.#live.until((snapshot) => capturedSeconds(snapshot) >= durationSeconds, leftMs + 10_000);
    say('The capture ends; the rest is delivered and asked about again.');
    this.#live.stop();
    await this.#untilDelivered();
    return this.#report(this.#live.snapshot());
  }

  /** Leaves nothing behind that captures. */
  async end(): Promise<void> {
    this.#live.stop();
    await this.#live.until(() => false, 15_000);
    await this.#live.kill();
  }

  #start(): LiveProcess {
    const { name, source, originUrls, durationSeconds, config, accessOf } = this.#options;
    const hops = this.#ways.flatMap(({ url, hop }) => (hop === undefined ? [] : [[url, hop.port]]));
    return startLive({
      type: 'order',
      dataDirectory: this.#directory,
      name,
      source,
      originUrls: [...originUrls],
      hops: Object.fromEntries(hops),
      access: accessTo(originUrls, accessOf),
      mostSeconds: durationSeconds * mostTimes + mostExtraSeconds,
      config,
    });
  }

  async #try(fault: Fault): Promise<void> {
    const { durationSeconds, signal, onTrial } = this.#options;
    const seconds = faultSeconds(durationSeconds);
    const trial = await runTrial(
      {
        hops: this.#ways.flatMap(({ hop }) => hop ?? []),
        live: () => this.#live,
        restart: () => {
          this.#live = this.#start();
        },
        faultSeconds: seconds,
        // What did not catch up once will not the next time: it costs no more waiting.
        patienceSeconds: this.#trials.every(({ held }) => held) ? 60 + seconds * 5 : seconds,
        signal,
      },
      fault,
    );
    if (this.#live.failure() !== undefined) throw this.#notBegun();
    this.#trials.push(trial);
    onTrial(trial);
  }

  async #untilDelivered(): Promise<void> {
    for (;;) {
      const files = verifiedFiles(this.#live.snapshot());
      const isOver = (snapshot: Snapshot) => broadcastIn(snapshot)?.phase === 'complete';
      const next = await this.#live.until((one) => isOver(one) || verifiedFiles(one) > files, endPatienceMs);
      if (next === undefined || isOver(next)) return;
    }
  }

  #notBegun(): SurecastError {
    const failure = this.#live.failure();
    if (failure !== undefined) return asError(failure);
    const trouble = broadcastIn(this.#live.snapshot())?.origins.find((origin) => origin.trouble)?.trouble;
    if (trouble != null) return asError(trouble);
    return new SurecastError('NOTHING_CAPTURED', 'Nothing was delivered within a minute.', {
      cure: 'Look at source and origin first: `surecast doctor` with the same options.',
    });
  }

  async #report(last: Snapshot | undefined): Promise<RehearsalReport> {
    const broadcast = broadcastIn(last);
    const complete = broadcast !== undefined && isDelivered(broadcast);
    const gaps = (broadcast?.variants ?? []).reduce((sum, variant) => sum + variant.gaps, 0);
    const rate = kilobitsPerSecond(last);
    const origins = await this.#origins(rate, complete);
    const isWhole = complete && gaps === 0 && origins.every(({ problems }) => problems.length === 0);
    const ok = isWhole && this.#trials.every(({ held }) => held);
    return {
      ok,
      broadcast: this.#options.name,
      capturedSeconds: capturedSeconds(last),
      kilobitsPerSecond: rate,
      gaps,
      complete,
      trials: this.#trials,
      diskHours: last?.disk?.hoursLeft ?? null,
      origins,
      recording: isWhole ? null : this.#directory,
    };
  }

  async #origins(rate: number, complete: boolean): Promise<RehearsalOrigin[]> {
    const { name, originUrls } = this.#options;
    const verified = await verifyBroadcast({
      broadcast: name,
      dataDirectory: this.#directory,
      originUrls,
      deep: false,
      accessOf: this.#options.accessOf,
      signal: AbortSignal.timeout(endPatienceMs),
      onProgress: () => undefined,
    });
    return this.#ways.map(({ url, uplinkKilobitsPerSecond }, index) => {
      const found = verified.origins[index];
      const problems = [
        ...(found?.problems.map(({ key, message }) => `${key}: ${message}`) ?? []),
        ...(found?.trouble == null ? [] : [found.trouble.message]),
        ...(complete ? [] : [`${found?.pendingFiles ?? 'some'} files are not delivered`]),
      ];
      const uplink = uplinkKilobitsPerSecond;
      const outages =
        uplink === null
          ? []
          : spokenOutages.map((outageSeconds) => ({
              outageSeconds,
              catchUpSeconds: catchUpSeconds(outageSeconds, rate, uplink) ?? null,
            }));
      const playlist = `${name}/index.m3u8`;
      return {
        url,
        uplinkKilobitsPerSecond,
        playlist,
        outages,
        verifiedObjects: found?.verified ?? 0,
        problems,
      };
    });
  }
}

function accessTo(originUrls: readonly string[], accessOf: AccessOf): Record<string, OriginAccess> {
  return Object.fromEntries(
    originUrls.flatMap((url) => {
      const access = accessOf(url);
      return access === undefined ? [] : [[url, access]];
    }),
  );
}

/** A segment and both playlists. */
const hasBegun = (snapshot: Snapshot): boolean => verifiedFiles(snapshot) >= 3;

const needsPerson = (snapshot: Snapshot): boolean =>
  broadcastIn(snapshot)?.origins.some((origin) => origin.state === 'blocked') === true;

function asError({ code, message, cure }: ChildFailure): SurecastError {
  const known = Object.keys(errorTable).find((each): each is keyof typeof errorTable => each === code);
  return new SurecastError(known ?? 'INTERNAL', message, { cure });
}
