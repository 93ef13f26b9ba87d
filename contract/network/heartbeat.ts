import { z } from 'zod';
import { nodeName, nodeRoles } from './node-name.ts';
import { networkBroadcast } from './object-key.ts';

/** What a node does for one broadcast. */
const broadcastLoad = z.strictObject({
  name: networkBroadcast,
  viewers: z.number().int().min(0),
  egressBitsPerSecond: z.number().min(0),
  /** Name of the node that it is pulled from at present; undefined: nothing is pulled. */
  pullsFrom: nodeName.optional(),
});

/**
 * What every node says of itself once a second on `surecast.heartbeat.NAME` (plain publish/subscribe: nothing is kept).
 * Every node holds its own table of what it has heard.
 */
export const heartbeat = z.strictObject({
  name: nodeName,
  /** Made at each start of the process: tells two nodes of one name apart. */
  instance: z.uuid(),
  roles: z.array(z.enum(nodeRoles)).min(1),
  /** ISO time by the sender's clock, and how many it has sent: neither is trusted to be right, only to be told. */
  sentAt: z.iso.datetime(),
  sequence: z.number().int().min(0),
  version: z.string().max(40),
  state: z.enum(['active', 'draining']),
  /** Where other nodes reach it (`https://HOST:PORT`), and where viewers do (edges). */
  nodeUrl: z.url(),
  viewerUrl: z.url().optional(),
  /** Newest epoch of the plan that it knows; 0: none. */
  epoch: z.number().int().min(0),
  load: z.strictObject({
    /** 0 to 1 of all its cores. */
    cpu: z.number().min(0),
    memoryBytes: z.number().min(0),
    egressBitsPerSecond: z.number().min(0),
    /** What it may send at most; heavier nodes get more broadcasts. */
    capacityBitsPerSecond: z.number().positive(),
    viewers: z.number().int().min(0),
    maxViewers: z.number().int().positive(),
  }),
  /** The 200 broadcasts that are watched most. */
  broadcasts: z.array(broadcastLoad).max(200),
  /** Objects that came with wrong bytes, by the node that served them, since the start. */
  wrongBytesFrom: z.record(nodeName, z.number().int()),
});
export type Heartbeat = z.infer<typeof heartbeat>;

/** Asked on `surecast.instance.NAME` by a process of that name that has heard another one: the same comes back from it, if it is there. */
export const instanceQuestion = z.strictObject({ instance: z.uuid() });

export const heartbeatEveryMs = 1_000;
/** A node that was silent for so long is taken for dead. */
export const deadAfterMs = 2_500;
