import type { Msg } from '@nats-io/transport-node';
import type { ZodType } from 'zod';
import type { ControlPlane, DroppedMessages, MaySay } from './control-plane.ts';
import { createDroppedMessages } from './dropped-messages.ts';
import { hearHeartbeats } from './hear-heartbeats.ts';
import { type NatsLinkOptions, openNatsLink } from './nats-link.ts';
import { type OpenPlanStore, openPlanStore } from './plan-store.ts';
import { createRequests } from './requests.ts';
import { type Opened, open, seal } from './sealed-message.ts';
import { createSubscriptions } from './subscriptions.ts';

/**
 * Joins the network's control plane. It is there at once, whether NATS is or not, and connects whenever it can.
 */
export function connectControlPlane(options: NatsLinkOptions): ControlPlane {
  const { identity, log } = options;
  const link = openNatsLink(options);
  const listen = createSubscriptions(link, log);
  const ask = createRequests(link, listen);
  const dropped = createDroppedMessages(log);

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
        bytes: seal(identity, subject, message),
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

function refusalOf<T>(
  opened: Opened<T>,
  subject: string,
  maySay: MaySay<T> | undefined,
): keyof DroppedMessages | undefined {
  if (opened.kind !== 'message') return opened.kind;
  if (maySay === undefined || maySay(opened.sender, opened.message, subject)) return undefined;
  return 'foreign';
}
