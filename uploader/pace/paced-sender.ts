import type { DeliverRequest, PaceSettings, UploadStep } from '../../contract/worker-messages.ts';
import { BodyPace } from './body-pace.ts';
import { currentPace } from './current-pace.ts';
import { LaneShare } from './lane-share.ts';
import { RateBucket } from './rate-bucket.ts';

/** How often a body that waits says so. */
const sayWaitingMs = 5_000;

/** Sends a worker's uploads at the pace that the settings and their lane ask for. */
export class PacedSender {
  readonly #bucket: RateBucket | undefined;
  readonly #share: LaneShare;

  constructor({ rate, lanes }: PaceSettings) {
    this.#bucket = rate && new RateBucket(rate);
    this.#share = new LaneShare(lanes.shared, lanes.backfillShare);
  }

  /** Without a cap and with one lane nothing is paced. @param say how far it has come */
  async run(
    lane: DeliverRequest['lane'],
    send: () => Promise<void>,
    say: (step: UploadStep) => void,
  ): Promise<void> {
    const bucket = this.#bucket?.bytesPerSecond === undefined ? undefined : this.#bucket;
    if (bucket === undefined && lane === undefined) return send();
    let saidMs = performance.now();
    const pace = new BodyPace({
      bucket,
      lanes: lane && this.#share,
      isBackfill: lane === 'backfill',
      onWaiting: () => {
        if (performance.now() - saidMs < sayWaitingMs) return;
        saidMs = performance.now();
        say('waiting');
      },
    });
    await currentPace.run(pace, send);
    if (lane !== undefined) say('answered');
  }
}
