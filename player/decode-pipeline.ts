import { waitUntil } from './backoff.ts';
import type { DecodeContext } from './decode-context.ts';
import { SegmentFetcher } from './fetch-segment.ts';
import { HeldBytes } from './held-bytes.ts';
import type { OpenedPlaylist } from './open-playlist.ts';
import { ItemPlanner, type PlannedItem } from './plan-items.ts';
import { Prefetch } from './prefetch.ts';
import { reloadUntilEnd } from './reload-playlist.ts';
import type { Output } from './write-output.ts';
import { type FollowedItem, SegmentWriter } from './write-segments.ts';

export type PipelineParts = {
  readonly opened: OpenedPlaylist;
  readonly output: Output;
  readonly delaySeconds: number | undefined;
  readonly fromStart: boolean;
  readonly context: DecodeContext;
  readonly onProgress: () => void;
  /** Aborts the context's signal, once there is nothing more to write. */
  readonly stopFetching: () => void;
};

export type PipelineEnd = 'ended' | 'interrupted' | 'reader-gone';

/**
 * Lets three things run side by side: reloading the playlist, fetching what it lists (a few at once), and writing in
 * order. With a delay, everything listed is fetched at once and held until it is due: that is what rides out an outage.
 *
 * @throws SurecastError `PLAYLIST_UNREACHABLE`, `DISK_FULL`, `OUTPUT_UNWRITABLE`.
 */
export async function runPipeline(parts: PipelineParts): Promise<PipelineEnd> {
  const { opened, output, context, fromStart } = parts;
  // What has ended has no live edge to hold a distance from; the reader sets the pace.
  const delaySeconds = opened.copy.playlist.ended ? undefined : parts.delaySeconds;
  const held = new HeldBytes(context.tuning.memoryMaxBytes);
  const fetcher = new SegmentFetcher(context, held);
  const { parallelFetches: parallel, readyAhead } = context.tuning;
  const prefetch = new Prefetch<PlannedItem, FollowedItem>(
    { parallel, ahead: delaySeconds === undefined ? readyAhead : Number.POSITIVE_INFINITY },
    async (item) =>
      item.kind === 'segment' ? { ...item, fetched: await fetcher.fetch(item.segment) } : item,
  );
  const planner = new ItemPlanner({ delaySeconds, fromStart }, context.say);
  const following = reloadUntilEnd(opened, context, (news) => {
    for (const item of planner.plan(news)) prefetch.push(item);
  }).then(
    () => prefetch.end(),
    (error: unknown) => prefetch.end(error),
  );
  try {
    return await writeAll(prefetch, new SegmentWriter(context, output, delaySeconds), parts);
  } finally {
    parts.stopFetching();
    await Promise.all([following, prefetch.idle()]);
    await held.close();
  }
}

async function writeAll(
  prefetch: Prefetch<PlannedItem, FollowedItem>,
  writer: SegmentWriter,
  { context, output, onProgress }: PipelineParts,
): Promise<PipelineEnd> {
  const { signal } = context;
  /** Taken, and waiting for its time. */
  let waiting: FollowedItem | undefined;
  try {
    for (waiting = await prefetch.next(); waiting; waiting = await prefetch.next()) {
      const dueAtMs = writer.dueAtMs(waiting);
      if (dueAtMs !== undefined) await waitUntil(dueAtMs, signal);
      signal.throwIfAborted();
      const item = waiting;
      waiting = undefined;
      if ((await writer.write(item, signal)) === 'reader-gone') return 'reader-gone';
      onProgress();
    }
    return 'ended';
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (output.takesRestAtStop) await writeRest(waiting, prefetch, writer);
  return 'interrupted';
}

/** Writes what is verified already and follows on what was written, without waiting for its time. */
async function writeRest(
  waiting: FollowedItem | undefined,
  prefetch: Prefetch<PlannedItem, FollowedItem>,
  writer: SegmentWriter,
): Promise<void> {
  const never = new AbortController().signal;
  for (let item = waiting ?? (await prefetch.nextIfSettled()); item; item = await prefetch.nextIfSettled()) {
    await writer.write(item, never);
  }
}
