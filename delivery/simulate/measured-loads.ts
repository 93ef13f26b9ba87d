import type { EventClock } from './event-clock.ts';
import type { SimulatedServer } from './simulated-server.ts';

/** What servers send, as each of them measures it. */
export type MeasuredLoads = {
  /** Over the last second, bits per second. */
  of(server: SimulatedServer): number;
  /** Once a second. */
  sample(): void;
};

export function createMeasuredLoads(
  servers: readonly SimulatedServer[],
  sentBytes: (server: SimulatedServer) => number,
  clock: EventClock,
): MeasuredLoads {
  const loads = new Map<SimulatedServer, { sentBytes: number; bitsPerSecond: number }>();
  for (const server of servers) loads.set(server, { sentBytes: 0, bitsPerSecond: 0 });
  let sampledAtMs = 0;
  return {
    of: (server) => loads.get(server)?.bitsPerSecond ?? 0,
    sample() {
      const seconds = (clock.nowMs() - sampledAtMs) / 1_000;
      sampledAtMs = clock.nowMs();
      if (seconds === 0) return;
      for (const [server, load] of loads) {
        const bytes = sentBytes(server);
        load.bitsPerSecond = ((bytes - load.sentBytes) * 8) / seconds;
        load.sentBytes = bytes;
      }
    },
  };
}
