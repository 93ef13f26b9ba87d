import { deadAfterMs, type Heartbeat, heartbeatEveryMs } from '../../contract/network/heartbeat.ts';
import { answerTtlSeconds, directoryTimes } from '../directory/directory-times.ts';
import { judgeDeaths, type MemberView } from '../directory/judge-deaths.ts';
import { listEvents } from '../directory/list-events.ts';
import { followListening, type Listening } from '../directory/listening.ts';
import type { PlanEvent } from '../directory/plan-event.ts';
import { takeForDead } from '../directory/take-for-dead.ts';
import { serversToAsk } from '../edge/servers-to-ask.ts';
import { type DirectoryPlan, streamName } from './directory-plan.ts';
import type { EventClock } from './event-clock.ts';
import { heartbeatOf } from './heartbeat-of.ts';
import type { Measures } from './measures.ts';
import { nodeUrl, type SimulatedServer } from './simulated-server.ts';

export type ToldServers = { readonly servers: readonly SimulatedServer[]; readonly epoch: number };

/** The third cluster: its members, what each of them hears, and how they judge. */
export type DirectoryMembers = {
  /** Any member answers; undefined: none could be reached, or it does not know the stream. */
  ask(stream: number, then: (told: ToldServers | undefined) => void): void;
  isReachable(): boolean;
  /** Newest epoch that other servers have heard of. */
  heardEpoch(): number;
  /** A heartbeat of an intermediate goes out. */
  onHeartbeat(server: SimulatedServer): void;
  /** NATS is away, or there again. */
  setReachable(isReachable: boolean): void;
  killMember(member: number): void;
  /** A member hears only some of the intermediates, or all again. */
  setHears(member: number, hears: (server: SimulatedServer) => boolean): void;
};

export type DirectoryOptions = {
  readonly clock: EventClock;
  readonly plan: DirectoryPlan;
  readonly members: number;
  /** The main server first. */
  readonly servers: readonly SimulatedServer[];
  readonly heartbeatMs: number;
  readonly gossipDelayMs: number;
  readonly roundTripMs: number;
  readonly measures: Measures;
};

type Heard = { readonly heartbeat: Heartbeat; readonly atMs: number };
type Member = {
  readonly name: string;
  diedAtMs: number | undefined;
  readonly heard: Map<string, Heard>;
  readonly listening: Listening;
  readonly seen: Map<string, Heartbeat['state']>;
  hears: (server: SimulatedServer) => boolean;
  said: { readonly dead: ReadonlySet<string> | undefined; readonly atMs: number };
};
type Directory = DirectoryOptions & {
  readonly all: readonly Member[];
  readonly byName: ReadonlyMap<string, SimulatedServer>;
  removals: number[];
  reachable: boolean;
  heardEpoch: number;
  /** When the members will have answered all that they were asked. */
  freeAtMs: number;
};

/** Answers of a member in a second, a goal that `npm run bench:network` measures; more have to wait for their turn. */
const answersPerSecond = 5_000;
const requestTimeoutMs = 1_000;
/** A dead node counts among those that are known for so long. */
const forgottenAfterMs = 60_000;

export function createDirectoryMembers(options: DirectoryOptions): DirectoryMembers {
  const { clock, servers, measures, gossipDelayMs } = options;
  const directory: Directory = {
    ...options,
    all: Array.from({ length: options.members }, (_, index) => createMember(index, servers)),
    byName: new Map(servers.map((server) => [server.name, server])),
    removals: [],
    reachable: true,
    heardEpoch: options.plan.current().epoch,
    freeAtMs: 0,
  };
  for (const member of directory.all) clock.at(0, () => tick(directory, member));
  return {
    ask(stream, then) {
      measures.controlMessages += 2;
      measures.controlDeliveries += 2;
      const answering = livingMembers(directory).length;
      if (!directory.reachable || answering === 0)
        return clock.at(clock.nowMs() + requestTimeoutMs, () => then(undefined));
      directory.freeAtMs =
        Math.max(directory.freeAtMs, clock.nowMs()) + 1_000 / (answersPerSecond * answering);
      clock.at(directory.freeAtMs + options.roundTripMs, () => then(told(directory, stream)));
    },
    isReachable: () => directory.reachable && livingMembers(directory).length > 0,
    heardEpoch: () => directory.heardEpoch,
    onHeartbeat(server) {
      if (!directory.reachable) return;
      const heartbeat = heartbeatOf(server);
      clock.at(clock.nowMs() + gossipDelayMs, () => {
        for (const member of livingMembers(directory))
          if (member.hears(server)) member.heard.set(server.name, { heartbeat, atMs: clock.nowMs() });
      });
    },
    setReachable(isReachable) {
      directory.reachable = isReachable;
    },
    killMember(index) {
      const member = directory.all[index];
      if (member !== undefined) member.diedAtMs = clock.nowMs();
    },
    setHears(index, hears) {
      const member = directory.all[index];
      if (member !== undefined) member.hears = hears;
    },
  };
}

/** How long other servers go by an answer when no newer epoch is heard of. */
export const answerTtlMs = answerTtlSeconds * 1_000;

function createMember(index: number, servers: readonly SimulatedServer[]): Member {
  const listening = followListening(directoryTimes.everyMs);
  return {
    name: `directory-${index + 1}`,
    diedAtMs: undefined,
    heard: new Map(servers.map((server) => [server.name, { heartbeat: heartbeatOf(server), atMs: 0 }])),
    listening,
    seen: new Map(servers.map(({ name }) => [name, 'active'])),
    hears: () => true,
    said: { dead: undefined, atMs: 0 },
  };
}

const livingMembers = ({ all }: Directory): Member[] => all.filter(({ diedAtMs }) => diedAtMs === undefined);

/** What an edge makes of the directory's answer. */
function told({ plan, byName, clock }: Directory, stream: number): ToldServers | undefined {
  const { broadcasts, epoch, algorithm } = plan.current();
  const broadcast = streamName(stream);
  const assignment = broadcasts[broadcast];
  if (assignment === undefined) return undefined;
  const servers = assignment.servers.map((name) => ({ name, nodeUrl: nodeUrl(name) }));
  const { main } = assignment;
  const toAsk = serversToAsk({
    kind: 'assigned',
    answer: { kind: 'assigned', broadcast, epoch, algorithm, main, servers, ttlSeconds: answerTtlSeconds },
    askedAtMs: clock.nowMs(),
  });
  if (toAsk.kind !== 'ask') return undefined;
  return { servers: toAsk.list.flatMap(({ name }) => byName.get(name) ?? []), epoch };
}

/** Once a second a member tells the others whom it takes for dead, and writes what it finds due. */
function tick(directory: Directory, member: Member): void {
  const { clock, measures } = directory;
  if (member.diedAtMs !== undefined) return;
  clock.at(clock.nowMs() + directoryTimes.everyMs, () => tick(directory, member));
  member.listening.look(clock.nowMs(), directory.reachable);
  if (!directory.reachable) return;
  const own = ownDead(directory, member);
  // Its opinion and the newest epoch.
  measures.controlMessages += 2;
  measures.controlDeliveries += directory.members + directory.servers.length;
  clock.at(clock.nowMs() + directory.gossipDelayMs, () => {
    member.said = { dead: own, atMs: clock.nowMs() };
  });
  for (const event of due(directory, member, own)) write(directory, event);
}

function ownDead(directory: Directory, member: Member): ReadonlySet<string> | undefined {
  const nowMs = directory.clock.nowMs();
  const dead = takeForDead(
    listedNames(directory),
    (name) => {
      const heard = member.heard.get(name);
      return heard && { heardAtMs: heard.atMs, isAlive: isAlive(directory, heard) };
    },
    { forMs: member.listening.forMs(nowMs), nowMs },
    directoryTimes,
  );
  return dead && new Set(dead);
}

const listedNames = ({ plan }: Directory): string[] => plan.current().intermediates.map(({ name }) => name);

/** Thresholds are meant for a heartbeat a second; slower ones have as much longer. */
const isAlive = ({ clock, heartbeatMs }: Directory, { atMs }: Heard): boolean =>
  clock.nowMs() - atMs <= (deadAfterMs * heartbeatMs) / heartbeatEveryMs;

function due(
  directory: Directory,
  member: Member,
  own: ReadonlySet<string> | undefined,
): readonly PlanEvent[] {
  const alive = [...member.heard.values()].filter((heard) => isAlive(directory, heard));
  const heartbeats = alive.map(({ heartbeat }) => heartbeat);
  const events = listEvents(directory.plan.current(), heartbeats, member.seen);
  for (const { name, state } of heartbeats) member.seen.set(name, state);
  if (own === undefined) return events;
  const nowMs = directory.clock.nowMs();
  directory.removals = directory.removals.filter((atMs) => nowMs - atMs < directoryTimes.massMs);
  const names = judgeDeaths({
    listed: listedNames(directory),
    members: viewsOf(directory, member, own),
    removedLately: directory.removals.length,
  });
  return names.length === 0 ? events : [...events, { kind: 'leave', names, why: 'died' }];
}

function viewsOf({ all, clock }: Directory, asking: Member, own: ReadonlySet<string>): MemberView[] {
  const nowMs = clock.nowMs();
  return all
    .filter(({ diedAtMs }) => diedAtMs === undefined || nowMs - diedAtMs < forgottenAfterMs)
    .map((member) => {
      const counts = nowMs - member.said.atMs <= directoryTimes.opinionMs;
      return {
        name: member.name,
        isAlive: member.diedAtMs === undefined || nowMs - member.diedAtMs < deadAfterMs,
        dead: member === asking ? own : counts ? member.said.dead : undefined,
      };
    });
}

function write(directory: Directory, event: PlanEvent): void {
  const { clock, measures, byName, plan } = directory;
  const before = plan.current().epoch;
  const moves = plan.change(event, clock.nowMs());
  const { epoch } = plan.current();
  if (epoch === before) return;
  if (event.kind === 'leave') {
    for (const name of event.names) if (byName.get(name)?.life === 'alive') measures.wrongEvictions += 1;
    directory.removals.push(...event.names.map(() => clock.nowMs()));
  }
  measures.movedStreams += moves.length;
  measures.controlMessages += 1;
  clock.at(clock.nowMs() + directory.gossipDelayMs, () => {
    directory.heardEpoch = Math.max(directory.heardEpoch, epoch);
  });
}
