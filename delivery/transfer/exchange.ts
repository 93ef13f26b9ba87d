import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request that is being answered. */
export type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborts when the one who asked is gone. */
  readonly signal: AbortSignal;
  /** Grants the time that so many bytes may take; without it a request is cut off soon. */
  readonly grant: (bytes: number) => void;
};
