import { z } from 'zod';
import { broadcastSnapshot, diskSnapshot } from '../snapshot.ts';
import { alarm } from './alarm.ts';
import { sessionStatus } from './session.ts';
import { sourceSignal } from './signal.ts';

/** The way of one segment of the broadcast on air, to the origin that is furthest behind. */
const segmentProgress = z.strictObject({
  variant: z.string(),
  sequence: z.number().int(),
  seconds: z.number(),
  stage: z.enum(['captured', 'sent', 'stored', 'verified', 'gap']),
});

/** One point of a rate over time. */
const ratePoint = z.strictObject({
  /** End of the interval, milliseconds since the epoch. */
  atMs: z.number(),
  /** What the encoder wrote in the interval, bits per second. */
  capturedBitsPerSecond: z.number(),
  /** What origins were sent and took in the interval, all together, bits per second. */
  uplinkBitsPerSecond: z.number(),
  backlogBytes: z.number(),
});

/** How far the delivery of what is on air is, over all required origins. */
const backlog = z.strictObject({
  files: z.number().int(),
  bytes: z.number().int(),
  /** Captured media that some required origin does not have verified yet, seconds. */
  mediaSeconds: z.number(),
  oldestUnverifiedSeconds: z.number().nullable(),
  /** At the pace of the last 15 s; null when it does not shrink. */
  secondsToDrain: z.number().nullable(),
  /** From the moment a frame was captured to when viewers can have it at the slowest required origin, seconds; null before the first. */
  behindLiveSeconds: z.number().nullable(),
});

/** All that the page of the console shows of the present: sent when it connects, and again as it changes. */
export const consoleSnapshot = z.strictObject({
  /** Of the server, milliseconds since the epoch: pages count times from it, not from their own clock. */
  nowMs: z.number(),
  session: sessionStatus,
  /** The broadcast on air, else the last one; null when there is none. */
  broadcast: broadcastSnapshot.nullable(),
  backlog,
  /** The newest segments, oldest first. */
  segments: z.array(segmentProgress).max(60),
  disk: diskSnapshot.nullable(),
  signal: sourceSignal.nullable(),
  alarms: z.array(alarm),
  /** Broadcasts that still lack something, besides the one on air. */
  unfinished: z.array(z.string()),
});

/** Rates as time series, oldest first. */
export const rateHistory = z.strictObject({
  /** One point a second. */
  lastMinute: z.array(ratePoint).max(60),
  /** One point a minute. */
  lastHour: z.array(ratePoint).max(60),
});

export type SegmentProgress = z.infer<typeof segmentProgress>;
export type RatePoint = z.infer<typeof ratePoint>;
export type RateHistory = z.infer<typeof rateHistory>;
export type Backlog = z.infer<typeof backlog>;
export type ConsoleSnapshot = z.infer<typeof consoleSnapshot>;
