import type { Heartbeat } from '../../contract/network/heartbeat.ts';
import type { HeartbeatFacts } from '../control/heartbeats.ts';
import { createMachineLoad } from './machine-load.ts';
import type { NodeOptions } from './node-options.ts';
import type { RunningEdge } from './open-edge.ts';

/** What a node says of itself, gathered from its parts as they come to be. */
export type NodeStatus = {
  facts(): HeartbeatFacts;
  load(): Heartbeat['load'];
  state(): Heartbeat['state'];
  /** Bytes in the edge's window; undefined: this node is no edge. */
  windowBytes(): number | undefined;
  setState(state: Heartbeat['state']): void;
  listensAt(nodeUrl: string): void;
  attachEdge(edge: RunningEdge | undefined): void;
  noteWrongBytes(server: string): void;
};

export function createStatus(
  options: Pick<NodeOptions, 'roles' | 'version' | 'capacityBitsPerSecond'>,
  epoch: () => number,
): NodeStatus {
  const machine = createMachineLoad();
  const wrongBytesFrom = new Map<string, number>();
  let nodeUrl = '';
  let state: Heartbeat['state'] = 'active';
  let edge: RunningEdge | undefined;
  const load = (): Heartbeat['load'] => ({
    ...machine(),
    egressBitsPerSecond: 0,
    viewers: 0,
    maxViewers: 1,
    capacityBitsPerSecond: options.capacityBitsPerSecond,
    ...edge?.load(),
  });
  return {
    load,
    state: () => state,
    windowBytes: () => edge?.windowBytes(),
    setState: (next) => {
      state = next;
    },
    listensAt: (url) => {
      nodeUrl = url;
    },
    attachEdge: (opened) => {
      edge = opened;
    },
    noteWrongBytes: (server) => {
      wrongBytesFrom.set(server, (wrongBytesFrom.get(server) ?? 0) + 1);
    },
    facts: () => ({
      roles: [...options.roles],
      version: options.version,
      state,
      nodeUrl,
      ...(edge !== undefined && { viewerUrl: edge.viewerUrl }),
      epoch: epoch(),
      load: load(),
      broadcasts: [...(edge?.broadcasts() ?? [])],
      wrongBytesFrom: Object.fromEntries(wrongBytesFrom),
    }),
  };
}
