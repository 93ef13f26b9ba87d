import type { Msg } from '@nats-io/transport-node';
import { toSurecastError } from '../../contract/surecast-error.ts';
import { rememberLatest } from '../identity/remember-latest.ts';
import type { ControlPlane, DroppedMessages, MaySay } from './control-plane.ts';
import { createDroppedMessages } from './dropped-messages.ts';
import { hearHeartbeats } from './hear-heartbeats.ts';
import { type NatsLinkOptions, openNatsLink } from './nats-link.ts';
import { type OpenPlanStore, openPlanStore } from './plan-store.ts';
import { createRequests } from './requests.ts';
import { type SealSoon, sealTogether } from './seal-together.ts';
import { type Opened, open, openSoon, seal } from './sealed-message.ts';
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
  const sealSoon = sealTogether(identity);
  const sealRequest = rememberSealed(sealSoon);

  const judge = <T>(opened: Opened<T>, subject: string, maySay: MaySay<T> | undefined) => {
    const refused = refusalOf(opened, subject, maySay);
    if (opened.kind === 'message' && refused === undefined) return opened;
    dropped.add(refused ?? 'garbage', subject, opened.kind === 'message' ? opened.sender.name : undefined);
    return undefined;
  };
  const publish: ControlPlane['publish'] = (subject, message) =>
    link.connection()?.publish(subject, seal(identity, subject, message));
  const answer = (to: string | undefined, message: unknown): void => {
    if (to === undefined || to === '') return;
    sealSoon(to, message)
      .then((bytes) => link.connection()?.publish(to, bytes))
      .catch((error: unknown) => log(`An answer could not be sent: ${toSurecastError(error).message}`));
  };
  const subscribe: ControlPlane['subscribe'] = ({ subject, queueGroup, isInAnyOrder, ...listener }) => {
    const { schema, maySay, handle } = listener;
    const take = (message: Msg, opened: Opened<Parameters<typeof handle>[0]>): void => {
      const found = judge(opened, message.subject, maySay);
      if (found !== undefined) handle(found.message, found.sender, (said) => answer(message.reply, said));
    };
    return listen({
      subject,
      queueGroup,
      take: (message) => {
        const opened = (isInAnyOrder ? openSoon : open)(identity, message.subject, message.data, schema);
        return opened instanceof Promise
          ? opened.then((found) => take(message, found))
          : take(message, opened);
      },
    });
  };
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
          const opened = judge(open(identity, replySubject, answer.data, schema), replySubject, maySay);
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
function rememberSealed(seal: SealSoon): SealSoon {
  const sealed = rememberLatest<Promise<string>>(sealedAtMost);
  return (subject, message) => {
    const key = `${subject}\n${JSON.stringify(message)}`;
    const before = sealed.get(key);
    if (before !== undefined) return before;
    const made = seal(subject, message);
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
