import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Heartbeat } from '../../contract/network/heartbeat.ts';
import { nodeRoles } from '../../contract/network/node-name.ts';
import type { ControlPlane } from '../control/control-plane.ts';
import type { NodeRoute } from '../transfer/answer-request.ts';
import type { Keeper } from './open-keeper.ts';

/** What the metrics of a node are read from, when they are asked for. */
export type MetricsSources = {
  readonly facts: () => Pick<Heartbeat, 'state' | 'epoch' | 'load' | 'broadcasts' | 'wrongBytesFrom'>;
  readonly control: Pick<ControlPlane, 'isConnected' | 'dropped' | 'nodes'>;
  readonly keeper: () => Keeper;
  /** Bytes in an edge's window; undefined: no edge. */
  readonly windowBytes: () => number | undefined;
};

type Gauges = Record<string, Gauge>;

/** `GET /metrics` for Prometheus: on the node's port, for whoever has a certificate of the network. */
export function metricsRoute(sources: MetricsSources): NodeRoute {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'surecast_node_' });
  const gauges = createGauges(registry);
  return {
    path: '/metrics',
    roles: [...nodeRoles, 'operator'],
    answer: async (_request, response) => {
      read(gauges, sources);
      const text = await registry.metrics();
      response
        .writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' })
        .end(text);
    },
  };
}

function createGauges(registry: Registry) {
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name: `surecast_node_${name}`, help, labelNames, registers: [registry] });
  return {
    connected: gauge('control_plane_connected', '1 while NATS is there'),
    dropped: gauge('control_plane_dropped_messages', 'Messages that were not taken', ['why']),
    epoch: gauge('plan_epoch', 'Newest epoch of the plan that is known here'),
    draining: gauge('draining', '1 while the node drains'),
    peers: gauge('nodes', 'Nodes heard of here', ['health']),
    egress: gauge('egress_bits_per_second', 'Sent to viewers'),
    viewers: gauge('viewers', 'Viewers of the last seconds'),
    viewerLimit: gauge('viewers_max', 'Viewers that are taken at most'),
    window: gauge('window_bytes', 'Media that an edge holds in memory'),
    broadcastViewers: gauge('broadcast_viewers', 'Viewers of a broadcast', ['broadcast']),
    broadcastEgress: gauge('broadcast_egress_bits_per_second', 'Sent of a broadcast', ['broadcast']),
    wrongBytes: gauge('wrong_bytes_objects', 'Objects with wrong bytes since the start', ['server']),
    storeBytes: gauge('store_bytes', 'Objects on the disk'),
    connections: gauge('connections', 'Connections at the port for nodes and encoders'),
    readThrough: gauge(
      'read_through_requests',
      'Requests of an intermediate to main servers since the start',
    ),
    issueWaiting: gauge('issue_waiting_objects', 'Objects that wait to be issued', ['server']),
    issueAttested: gauge('issue_attested_objects', 'Objects that a server has attested', ['server']),
    unregistered: gauge('unregistered_broadcasts', 'Broadcasts that the directory does not know of yet'),
  };
}

function read(gauges: ReturnType<typeof createGauges>, sources: MetricsSources): void {
  for (const each of Object.values(gauges satisfies Gauges)) each.reset();
  readNode(gauges, sources);
  readEdge(gauges, sources);
  readKeeper(gauges, sources.keeper());
}

function readNode(gauges: ReturnType<typeof createGauges>, { facts, control }: MetricsSources): void {
  const { state, epoch } = facts();
  gauges.connected.set(control.isConnected() ? 1 : 0);
  for (const [why, count] of Object.entries(control.dropped())) gauges.dropped.set({ why }, count);
  gauges.epoch.set(epoch);
  gauges.draining.set(state === 'draining' ? 1 : 0);
  for (const { heartbeat } of control.nodes.all())
    gauges.peers.inc({ health: control.nodes.health(heartbeat.name) ?? 'dead' });
}

function readEdge(gauges: ReturnType<typeof createGauges>, { facts, windowBytes }: MetricsSources): void {
  const { load, broadcasts, wrongBytesFrom } = facts();
  for (const [server, count] of Object.entries(wrongBytesFrom)) gauges.wrongBytes.set({ server }, count);
  const held = windowBytes();
  if (held === undefined) return;
  gauges.window.set(held);
  gauges.egress.set(load.egressBitsPerSecond);
  gauges.viewers.set(load.viewers);
  gauges.viewerLimit.set(load.maxViewers);
  for (const { name, viewers, egressBitsPerSecond } of broadcasts) {
    gauges.broadcastViewers.set({ broadcast: name }, viewers);
    gauges.broadcastEgress.set({ broadcast: name }, egressBitsPerSecond);
  }
}

function readKeeper(gauges: ReturnType<typeof createGauges>, keeper: Keeper): void {
  gauges.connections.set(keeper.connections());
  if (keeper.store !== undefined) gauges.storeBytes.set(keeper.store.heldBytes());
  if (keeper.intermediate !== undefined) gauges.readThrough.set(keeper.intermediate.upstreamRequests());
  const main = keeper.main();
  if (main === undefined) return;
  gauges.unregistered.set(main.unregistered().length);
  for (const { server, waiting, attested } of main.servers()) {
    gauges.issueWaiting.set({ server: server.name }, waiting);
    gauges.issueAttested.set({ server: server.name }, attested);
  }
}
