import { deadAfterMs, type Heartbeat, heartbeatEveryMs } from '../../contract/network/heartbeat.ts';
import type { HeardNode, NodeHealth, NodeTable } from './control-plane.ts';
import { rememberHeard } from './heard-before.ts';

/** The table with what feeds it. */
export type FedNodeTable = NodeTable & {
  /** A genuine heartbeat came. */
  hear(heartbeat: Heartbeat): void;
  /** So many more milliseconds have passed in which heartbeats could be heard. */
  listened(ms: number): void;
};

type Entry = { node: HeardNode; silentMs: number; health: NodeHealth };

const suspectAfterMs = 1.5 * heartbeatEveryMs;
const forgottenAfterMs = deadAfterMs + 60_000;
/** By which a clock is off enough to be said. */
const clockOffMs = 5_000;

export function createNodeTable(options: {
  readonly log: (line: string) => void;
  readonly monotonicNow?: () => number;
  readonly wallNow?: () => number;
}): FedNodeTable {
  const { log, monotonicNow = () => performance.now(), wallNow = Date.now } = options;
  const entries = new Map<string, Entry>();
  const isNew = rememberHeard();
  const listeners = new Set<(name: string) => void>();
  const tell = (name: string): void => {
    for (const listener of listeners) listener(name);
  };
  return {
    all: () => [...entries.values()].map(({ node }) => node),
    get: (name) => entries.get(name)?.node,
    health: (name) => entries.get(name)?.health,
    isAlive: (name) => ['alive', 'suspect'].includes(entries.get(name)?.health ?? 'dead'),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hear: (heartbeat) => {
      if (!isNew(heartbeat.name, heartbeat.instance, heartbeat.sequence)) return;
      const before = entries.get(heartbeat.name);
      if (before !== undefined && !isTaken(before, heartbeat)) return;
      const clockOffsetMs = Date.parse(heartbeat.sentAt) - wallNow();
      sayClock(log, heartbeat.name, clockOffsetMs, before?.node.clockOffsetMs ?? 0);
      const node = { heartbeat, heardAtMs: monotonicNow(), clockOffsetMs };
      entries.set(heartbeat.name, { node, silentMs: 0, health: 'alive' });
      if (before === undefined || isOther(before, heartbeat)) tell(heartbeat.name);
    },
    listened: (ms) => {
      for (const [name, entry] of entries) {
        entry.silentMs += ms;
        const before = entry.health;
        entry.health = healthAfter(entry.silentMs);
        if (entry.silentMs >= forgottenAfterMs) entries.delete(name);
        if (entry.health === 'dead' && before !== 'dead') tell(name);
      }
    },
  };
}

const healthAfter = (silentMs: number): NodeHealth =>
  silentMs >= deadAfterMs ? 'dead' : silentMs >= suspectAfterMs ? 'suspect' : 'alive';

/** The process that was heard first keeps the name until it is silent. */
const isTaken = ({ node, health }: Entry, { instance }: Heartbeat): boolean =>
  node.heartbeat.instance === instance || health === 'dead';

/** Whether there is more news than that it still lives. */
function isOther(before: Entry, now: Heartbeat): boolean {
  const was = before.node.heartbeat;
  return (
    before.health === 'dead' ||
    was.instance !== now.instance ||
    was.state !== now.state ||
    was.nodeUrl !== now.nodeUrl ||
    was.viewerUrl !== now.viewerUrl
  );
}

function sayClock(log: (line: string) => void, name: string, offsetMs: number, beforeMs: number): void {
  const isOff = Math.abs(offsetMs) >= clockOffMs;
  if (isOff === Math.abs(beforeMs) >= clockOffMs) return;
  const seconds = Math.round(Math.abs(offsetMs) / 1_000);
  if (!isOff) log(`The clock of ${name} is right again, as seen from here.`);
  else
    log(
      `The clock of ${name} is ${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} this machine’s: set both (NTP).`,
    );
}
