import { parseBroadcastName } from '../../contract/broadcast-name.ts';
import type { Config } from '../../contract/config.ts';
import type { DeliveryOrder } from '../../contract/delivery-order.ts';
import { type Planned, planLive } from '../plan-live.ts';
import { chooseOrigins, type OriginChoice } from './origin-choice.ts';

/** A broadcast that is to go on air. */
export type LiveOrder = OriginChoice & {
  /** Undefined: that of a capture with the same settings that lives on, else made from the time. */
  readonly name: string | undefined;
  readonly deliveryOrder: DeliveryOrder | undefined;
  /** As `--source` takes it. */
  readonly source: string;
  readonly plan: Planned;
};

/** What is asked for at this going live, in place of the settings. */
export type LiveWish = {
  readonly broadcast?: string | undefined;
  /** How much media; null: until it is stopped. */
  readonly durationSeconds?: number | null | undefined;
};

/**
 * Works out how a broadcast with these settings is captured and where it goes; looks at the source, starts nothing.
 * @throws SurecastError `BROADCAST_NAME_INVALID`, `FFMPEG_…`, `SOURCE_…`, `CONFIG_INVALID`
 */
export async function liveOrder(
  config: Config,
  dataDirectory: string,
  wish: LiveWish = {},
): Promise<LiveOrder> {
  const chosen = wish.broadcast ?? config.broadcast;
  const name = chosen === undefined ? undefined : parseBroadcastName(chosen);
  const origins = chooseOrigins({}, config, dataDirectory);
  const source = config.source ?? 'test';
  const plan = await planLive({
    source,
    segmentSeconds: config.segmentSeconds ?? 2,
    container: config.container ?? 'ts',
    durationSeconds: wish.durationSeconds === undefined ? config.durationSeconds : wish.durationSeconds,
    variants: config.variants,
    encoder: config.encoder,
    stallSeconds: config.stallSeconds ?? 10,
  });
  return { name, ...origins, deliveryOrder: config.deliveryOrder, source, plan };
}
