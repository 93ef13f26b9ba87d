import { randomUUID } from 'node:crypto';
import { type Heartbeat, heartbeat, heartbeatEveryMs } from '../../contract/network/heartbeat.ts';
import { subjects } from '../../contract/network/subjects.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
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

/**
 * Says once a second that this node lives, as soon as it has heard nobody else of its name.
 * @param options.onNameTaken called once if another process has the name; heartbeats have ended then
 */
export function startHeartbeats(options: {
  readonly control: Pick<ControlPlane, 'publish' | 'subscribe' | 'isConnected'>;
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

  const beat = (): void => {
    if (claim.kind !== 'held') return;
    sentAgoMs = 0;
    control.publish(subject, {
      ...facts(),
      ...{ name, instance, sentAt: new Date().toISOString(), sequence: sequence++ },
    } satisfies Heartbeat);
  };
  const timer = setInterval(() => {
    claim = afterTime(claim, lookEveryMs, control.isConnected());
    sentAgoMs += lookEveryMs;
    if (sentAgoMs >= heartbeatEveryMs) beat();
  }, lookEveryMs);
  const end = control.subscribe({
    subject,
    schema: heartbeat,
    maySay: maySayHeartbeat,
    handle: (heard) => {
      claim = afterHeartbeat(claim, instance, heard.instance);
      if (claim.kind !== 'taken') return;
      stop();
      onNameTaken(
        new SurecastError(
          'NODE_NAME_TAKEN',
          `Another process is in the network as ${name} (instance ${claim.by}, at ${heard.nodeUrl}).`,
        ),
      );
    },
  });
  const stop = (): void => {
    clearInterval(timer);
    end();
  };
  return { instance, beat, stop };
}
