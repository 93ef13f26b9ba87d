import type { Msg } from '@nats-io/transport-node';
import type { ZodType } from 'zod';
import type { NodeIdentity } from '../identity/node-identity.ts';
import { rememberLatest } from '../identity/remember-latest.ts';
import type { ControlPlane, DroppedMessages, MaySay } from './control-plane.ts';
import { createDroppedMessages } from './dropped-messages.ts';
import { hearHeartbeats } from './hear-heartbeats.ts';
import { type NatsLinkOptions, openNatsLink } from './nats-link.ts';
import { type OpenPlanStore, openPlanStore } from './plan-store.ts';
import { createRequests } from './requests.ts';
import { type Opened, open, seal } from './sealed-message.ts';
import { createSubscriptions } from './subscriptions.ts';

const expiresSoonMs = 14 * 86_400_000;
const sealedAtMost = 2_000;

/**
 * Joins the network's control plane. It is there at once, whether NATS is or not, and connects whenever it can.
 */
export function connectControlPlane(options: NatsLinkOptions): ControlPlane {
  const { identity, log } = options;
  if (identity.validUntil.getTime() - Date.now() < expiresSoonMs)
    log(
      `The certificate of ${identity.name} expires on ${identity.validUntil.toISOString()}: admit it again.`,
    );
  const link = openNatsLink(options);
  const listen = createSubscriptions(link, log);
  const ask = createRequests(link, listen);
  const dropped = createDroppedMessages(log);
  const sealRequest = rememberSealed(identity);

  const read = <T>(message: Msg, subject: string, schema: ZodType<T>, maySay: MaySay<T> | undefined) => {
    const opened = open(identity, subject, message.data, schema);
    const refused = refusalOf(opened, subject, maySay);
    if (opened.kind === 'message' && refused === undefined) return opened;
    dropped.add(refused ?? 'garbage', subject, opened.kind === 'message' ? opened.sender.name : undefined);
    return undefined;
  };
  const publish: ControlPlane['publish'] = (subject, message) =>
    link.connection()?.publish(subject, seal(identity, subject, message));
  const subscribe: ControlPlane['subscribe'] = ({ subject, schema, queueGroup, maySay, handle }) =>
    listen({
      subject,
      queueGroup,
      take: (message) => {
        const opened = read(message, message.subject, schema, maySay);
        if (opened === undefined) return;
        handle(opened.message, opened.sender, (answer) => {
          if (message.reply !== undefined && message.reply !== '') publish(message.reply, answer);
        });
      },
    });
  const heard = hearHeartbeats({ subscribe, isConnected: () => link.connection() !== undefined, log });
  let store: OpenPlanStore | undefined;
  return {
    nodes: heard.nodes,
    isConnected: () => link.connection() !== undefined,
    dropped: dropped.counts,
    publish,
    subscribe,
    request: (subject, message, schema, timeoutMs, maySay) =>
      ask({
        subject,
        bytes: sealRequest(subject, message),
        timeoutMs,
        take: (answer, replySubject) => {
          const opened = read(answer, replySubject, schema, maySay);
          return opened === undefined ? undefined : { value: opened.message, sender: opened.sender };
        },
      }),
    openPlanStore: async ({ isMember } = { isMember: identity.roles.includes('directory') }) => {
      store ??= openPlanStore({ identity, link, listen, onDropped: dropped.add, isMember, log });
      await store.ready;
      return store;
    },
    close: async () => {
      heard.stop();
      await store?.close();
      await link.close();
    },
  };
}

/** Nodes ask the same again and again: it is signed once, and who is asked knows the signature. */
function rememberSealed(identity: NodeIdentity): (subject: string, message: unknown) => string {
  const sealed = rememberLatest<string>(sealedAtMost);
  return (subject, message) => {
    const key = `${subject}\n${JSON.stringify(message)}`;
    const before = sealed.get(key);
    if (before !== undefined) return before;
    const made = seal(identity, subject, message);
    sealed.set(key, made);
    return made;
  };
}

function refusalOf<T>(
  opened: Opened<T>,
  subject: string,
  maySay: MaySay<T> | undefined,
): keyof DroppedMessages | undefined {
  if (opened.kind !== 'message') return opened.kind;
  if (maySay === undefined || maySay(opened.sender, opened.message, subject)) return undefined;
  return 'foreign';
}
