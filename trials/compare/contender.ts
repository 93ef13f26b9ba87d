import type { OriginView } from '../../tests/judge/origin-view.ts';
import type { Stage } from './stage.ts';

/** One way to bring a broadcast to an origin. */
export type Contender = {
  readonly name: string;
  start(stage: Stage, broadcast: BroadcastPlan): Promise<Running>;
};

/** The broadcast that each of them makes. */
export type BroadcastPlan = {
  readonly durationSeconds: number;
  readonly framesPerSecond: number;
  readonly segmentSeconds: number;
};

/** A broadcast under way. */
export type Running = {
  readonly view: OriginView;
  /** Key of the Media Playlist that a viewer follows. */
  readonly playlistKey: string;
  /**
   * Resolves when the contender itself says that it is done, or has given up: with the words of its end, and how many
   * frames were encoded (undefined: it ended early, and a whole broadcast has as many as the plan says).
   */
  readonly ended: Promise<Ended>;
};

export type Ended = { readonly said: string; readonly frames: number | undefined };
