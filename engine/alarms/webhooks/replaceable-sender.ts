import { isDeepStrictEqual } from 'node:util';
import { createWebhookSender, type WebhookSender } from './webhook-sender.ts';
import type { WebhookTarget } from './webhook-target.ts';

/** Tells the targets of the settings, whatever they are now. */
export type ReplaceableSender = Pick<WebhookSender, 'send'> & {
  /** Tells these from now on. What others are still to be told gets a moment. */
  use(targets: readonly WebhookTarget[]): void;
  /** Gives up what waits, after one more moment for what is on its way. */
  stop(): Promise<void>;
};

/** Time for what is being sent, milliseconds. */
const graceMs = 1_000;

export function replaceableSender(
  first: readonly WebhookTarget[],
  onTrouble: (message: string) => void,
): ReplaceableSender {
  let targets = first;
  let sender = createWebhookSender({ targets, onTrouble });
  const ending = new Set<Promise<void>>();
  const end = (): void => {
    const ended = sender.stop(graceMs).finally(() => ending.delete(ended));
    ending.add(ended);
  };
  return {
    send: (change) => sender.send(change),
    use: (next) => {
      if (isDeepStrictEqual(next, targets)) return;
      end();
      targets = next;
      sender = createWebhookSender({ targets, onTrouble });
    },
    stop: async () => {
      end();
      await Promise.all(ending);
    },
  };
}
