import type { SimulatedFault } from '../../contract/network/simulation.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SimulatedNetwork } from './simulated-network.ts';
import type { SimulatedServer } from './simulated-server.ts';

const detectionLookMs = 50;

/** Enters what goes wrong into the time of a simulation. */
export function applyFaults(network: SimulatedNetwork, random: SeededRandom): void {
  for (const fault of network.settings.faults)
    network.clock.at(fault.atSeconds * 1_000, () => begin(network, fault, random));
}

function begin(network: SimulatedNetwork, fault: SimulatedFault, random: SeededRandom): void {
  const { clock } = network;
  const later = (seconds: number | undefined, action: () => void): void => {
    if (seconds !== undefined) clock.at(clock.nowMs() + seconds * 1_000, action);
  };
  switch (fault.kind) {
    case 'kill': {
      if (fault.role === 'directory') return killMembers(network, fault);
      const hit = chooseHit(network, fault, random);
      for (const server of hit) kill(network, server, fault.how);
      later(fault.backAfterSeconds, () => hit.forEach((server) => void bringBack(network, server)));
      return;
    }
    case 'drain':
      for (const server of chooseHit(network, fault, random)) drain(network, server);
      return;
    case 'nats-away':
      setReachable(network, false);
      later(fault.forSeconds, () => setReachable(network, true));
      return;
    case 'partition': {
      const heard = network.intermediates.filter(() => random.next() < fault.hearsShare);
      for (let member = 0; member < fault.members; member++) {
        network.directory.setHears(member, (server) => heard.includes(server));
        later(fault.forSeconds, () => network.directory.setHears(member, () => true));
      }
    }
  }
}

type Hit = Extract<SimulatedFault, { kind: 'kill' | 'drain' }>;

function killMembers({ directory, settings }: SimulatedNetwork, { count, share }: Hit): void {
  const members = howMany(settings.directoryMembers, count, share);
  for (let member = 0; member < members; member++) directory.killMember(member);
}

const howMany = (all: number, count: number | undefined, share: number | undefined): number =>
  Math.min(all, share === undefined ? (count ?? 1) : Math.max(1, Math.round(all * share)));

function chooseHit(network: SimulatedNetwork, fault: Hit, random: SeededRandom): SimulatedServer[] {
  const servers = fault.role === 'edge' ? network.edges : network.intermediates;
  const ranked = servers
    .filter(({ life, isDraining }) => life === 'alive' && !isDraining)
    .map((server) => ({ server, rank: fault.which === 'busiest' ? network.loads.of(server) : random.next() }))
    .sort((left, right) => right.rank - left.rank || left.server.index - right.server.index);
  return ranked.slice(0, howMany(servers.length, fault.count, fault.share)).map(({ server }) => server);
}

function kill(network: SimulatedNetwork, server: SimulatedServer, how: 'process' | 'machine'): void {
  const { clock, measures } = network;
  countFairShare(network, server);
  server.life = how === 'process' ? 'refusing' : 'silent';
  if (server.kind !== 'edge') return network.transport.breakOff(server);
  network.audience.onDeath(server);
  const killedAtMs = clock.nowMs();
  const look = (): void => {
    if (server.life === 'alive') return;
    if (network.table.isOpen(server)) return clock.at(clock.nowMs() + detectionLookMs, look);
    measures.detectionMs = Math.max(measures.detectionMs, clock.nowMs() - killedAtMs);
  };
  look();
}

/** What of streams and viewers would be a server's if all had the same by what they can carry. */
function countFairShare(network: SimulatedNetwork, server: SimulatedServer): void {
  const { measures, settings } = network;
  const peers = server.kind === 'edge' ? network.edges : network.intermediates;
  const all = peers.reduce((sum, { capacityBitsPerSecond }) => sum + capacityBitsPerSecond, 0);
  const share = server.capacityBitsPerSecond / all;
  if (server.kind === 'edge') measures.fairViewers += share * settings.viewers;
  // Each stream has two servers: a primary and a standby.
  else measures.fairStreams += share * settings.streams * Math.min(2, peers.length);
}

function bringBack(network: SimulatedNetwork, server: SimulatedServer): void {
  network.forget(server);
  server.life = 'alive';
}

function drain(network: SimulatedNetwork, server: SimulatedServer): void {
  countFairShare(network, server);
  server.isDraining = true;
  if (server.kind === 'edge') network.audience.onDrain(server);
}

function setReachable({ directory, table }: SimulatedNetwork, isReachable: boolean): void {
  directory.setReachable(isReachable);
  table.setReachable(isReachable);
}
