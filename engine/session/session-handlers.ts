import { SurecastError } from '../../contract/surecast-error.ts';
import type { Engine } from '../engine.ts';
import type { Handlers } from '../http/handlers.ts';
import type { LiveOrder, LiveWish } from './live-order.ts';
import type { Present } from './present.ts';
import type { Session } from './session.ts';

export type SessionParts = {
  readonly engine: Engine;
  readonly session: Session;
  /** The delivery network that is watched, if one is. */
  readonly network?: unknown;
  readonly present: Present;
  /** The present, however often it is asked for. */
  readonly snapshot: Present['snapshot'];
  /** What to go live with, by the settings as they are. */
  readonly prepare: (wish: LiveWish) => Promise<LiveOrder>;
};

type SessionRoutes = 'me' | 'console' | 'rates' | 'status' | 'goLive' | 'stop' | 'broadcast';

/** What tells of the broadcast on air, and what begins and ends it. */
export function sessionHandlers(parts: SessionParts): Pick<Handlers, SessionRoutes> {
  const { engine, session } = parts;
  return {
    me: ({ role = 'viewer' }) => ({ role, hasNetwork: parts.network !== undefined }),
    console: () => parts.snapshot(),
    rates: () => parts.present.rates(),
    status: () => engine.snapshot(),
    goLive: async ({ body }) => {
      await session.goLive(() => parts.prepare(body));
      return session.status;
    },
    stop: () => {
      if (!session.stop()) throw new SurecastError('NOT_LIVE', 'Nothing is on air.');
      return session.status;
    },
    broadcast: ({ params }) => {
      const broadcast = engine.broadcastIfAny(params.name);
      if (broadcast !== undefined) return broadcast;
      throw new SurecastError('BROADCAST_UNKNOWN', 'There is no broadcast of this name.');
    },
  };
}
