import { availableParallelism } from 'node:os';

/** What a node's process uses. */
export type MachineLoad = { readonly cpu: number; readonly memoryBytes: number };

/**
 * Reads the process's use of the machine, since the reading before.
 * @returns 0 to 1 of all cores, and resident memory
 */
export function createMachineLoad(nowMs: () => number = () => performance.now()): () => MachineLoad {
  let before = { atMs: nowMs(), usage: process.cpuUsage() };
  let cpu = 0;
  return () => {
    const atMs = nowMs();
    const passedMs = atMs - before.atMs;
    if (passedMs >= 500) {
      const usage = process.cpuUsage();
      const usedMs = (usage.user + usage.system - before.usage.user - before.usage.system) / 1_000;
      cpu = Math.min(1, usedMs / passedMs / availableParallelism());
      before = { atMs, usage };
    }
    return { cpu, memoryBytes: process.memoryUsage.rss() };
  };
}
