import { createHmac } from 'node:crypto';

/** One message as it is sent, also when it is sent again. */
export type WebhookMessage = {
  /** The same at each attempt: receivers drop what they have by it. */
  readonly id: string;
  /** JSON. */
  readonly body: string;
};

/**
 * Headers after Standard Webhooks 1.0 (github.com/standard-webhooks/standard-webhooks): the signature is over
 * `ID.TIMESTAMP.BODY`, so that an old message can't be sent again by others as a new one.
 * @param atMs time of the attempt, wall clock
 */
export function webhookHeaders(
  { id, body }: WebhookMessage,
  secret: string | undefined,
  atMs: number,
): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1000));
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'surecast',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
  };
  if (secret === undefined) return headers;
  const digest = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { ...headers, 'webhook-signature': `v1,${digest}` };
}

/** `whsec_` and base64, as Standard Webhooks has it; any other text is the key itself. */
function keyOf(secret: string): Buffer {
  const encoded = /^whsec_(.+)$/.exec(secret)?.[1];
  return encoded === undefined ? Buffer.from(secret) : Buffer.from(encoded, 'base64');
}
