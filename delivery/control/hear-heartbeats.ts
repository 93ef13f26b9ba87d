import { type Heartbeat, heartbeat } from '../../contract/network/heartbeat.ts';
import { subjects } from '../../contract/network/subjects.ts';
import type { ControlPlane, MaySay, NodeTable } from './control-plane.ts';
import { createNodeTable } from './node-table.ts';

const lookEveryMs = 250;

/** Nobody speaks for another, or of roles that its certificate does not have. */
export const maySayHeartbeat: MaySay<Heartbeat> = (sender, said, subject) =>
  sender.name === said.name &&
  subject === `${subjects.heartbeat}.${said.name}` &&
  said.roles.every((role) => sender.roles.includes(role));

/** Keeps the table of all nodes whose heartbeats come. */
export function hearHeartbeats({
  subscribe,
  isConnected,
  log,
}: Pick<ControlPlane, 'subscribe' | 'isConnected'> & { readonly log: (line: string) => void }): {
  readonly nodes: NodeTable;
  stop(): void;
} {
  const nodes = createNodeTable({ log });
  const end = subscribe({
    subject: `${subjects.heartbeat}.*`,
    schema: heartbeat,
    maySay: maySayHeartbeat,
    handle: nodes.hear,
  });
  const timer = setInterval(() => {
    // One look's time and no more: a process that was held up has heartbeats waiting to be read.
    if (isConnected()) nodes.listened(lookEveryMs);
  }, lookEveryMs);
  timer.unref();
  return {
    nodes,
    stop: () => {
      clearInterval(timer);
      end();
    },
  };
}
