import { randomUUID } from 'node:crypto';
import { type Heartbeat, heartbeat, heartbeatEveryMs } from '../../contract/network/heartbeat.ts';
import { subjects } from '../../contract/network/subjects.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
import { checkInstances } from './confirm-instance.ts';
import type { ControlPlane } from './control-plane.ts';
import { maySayHeartbeat } from './hear-heartbeats.ts';
import { afterHeartbeat, afterTime, type NameClaim, newClaim } from './name-claim.ts';

/** What a node says of itself; name, instance, time and number are added. */
export type HeartbeatFacts = Omit<Heartbeat, 'name' | 'instance' | 'sentAt' | 'sequence'>;

export type Heartbeats = {
  readonly instance: string;
  /** Sends one now, as when the node begins to drain. */
  beat(): void;
  stop(): void;
};

const lookEveryMs = 250;
/** A newcomer waits so long for who was heard to say that it is there. */
const waitAtMostMs = 3_000;

/**
 * Says once a second that this node lives, as soon as it has heard nobody else of its name.
 * @param options.onNameTaken called once if another process has the name; heartbeats have ended then
 */
export function startHeartbeats(options: {
  readonly control: Pick<ControlPlane, 'publish' | 'subscribe' | 'request' | 'isConnected'>;
  readonly identity: Pick<NodeIdentity, 'name'>;
  readonly facts: () => HeartbeatFacts;
  readonly onNameTaken: (error: SurecastError) => void;
  /** Another only in tests. */
  readonly instance?: string;
}): Heartbeats {
  const { control, identity, facts, onNameTaken, instance = randomUUID() } = options;
  const { name } = identity;
  const subject = `${subjects.heartbeat}.${name}`;
  let claim: NameClaim = newClaim;
  let sequence = 0;
  let sentAgoMs = Number.POSITIVE_INFINITY;
  let waitedMs = 0;
  const others = checkInstances({ control, name, instance, isHeld: () => claim.kind === 'held' });

  const beat = (): void => {
    if (claim.kind !== 'held') return;
    sentAgoMs = 0;
    control.publish(subject, {
      ...facts(),
      ...{ name, instance, sentAt: new Date().toISOString(), sequence: sequence++ },
    } satisfies Heartbeat);
  };
  const timer = setInterval(() => {
    const next = afterTime(claim, lookEveryMs, control.isConnected());
    const isWaiting = claim.kind === 'listening' && next.kind === 'held' && others.isAsking();
    if (isWaiting && waitedMs < waitAtMostMs) waitedMs += lookEveryMs;
    else claim = next;
    sentAgoMs += lookEveryMs;
    if (sentAgoMs >= heartbeatEveryMs) beat();
  }, lookEveryMs);
  const end = control.subscribe({
    subject,
    schema: heartbeat,
    maySay: maySayHeartbeat,
    handle: (heard) => {
      if (afterHeartbeat(claim, instance, heard.instance).kind !== 'taken') return;
      void others.isThere(heard.instance)?.then((isThere) => {
        if (isThere && !isStopped) leaveTo(heard);
      });
    },
  });
  const leaveTo = ({ instance: other, nodeUrl }: Heartbeat): void => {
    claim = afterHeartbeat(claim, instance, other);
    if (claim.kind !== 'taken') return;
    stop();
    onNameTaken(
      new SurecastError(
        'NODE_NAME_TAKEN',
        `Another process is in the network as ${name} (instance ${other}, at ${nodeUrl}).`,
      ),
    );
  };
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
    clearInterval(timer);
    others.stop();
    end();
  };
  return { instance, beat, stop };
}
