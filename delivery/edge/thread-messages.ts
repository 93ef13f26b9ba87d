import type { ErrorCode } from '../../contract/error-codes.ts';
import type { ViewerPath } from '../../contract/network/viewer-paths.ts';
import type { TlsCertificate } from '../../contract/tls-certificate.ts';
import type { ObjectHead } from './arriving-object.ts';
import type { EdgeAsker } from './edge-hooks.ts';
import type { EdgeServerOptions } from './edge-server.ts';

/** What a serving thread is started with. */
export type ThreadData = Pick<EdgeServerOptions, 'host' | 'port' | 'tls' | 'limits'> & {
  /** Unix socket where the thread that fetches answers all but media; undefined: nobody does. */
  readonly pagesSocket: string | undefined;
  readonly asksAuthorization: boolean;
  readonly transformsMultivariant: boolean;
};

/** What a serving thread asks the one that fetches. */
export type ThreadQuestion =
  | { readonly kind: 'get'; readonly key: string; readonly broadcast: string }
  | { readonly kind: 'authorize'; readonly path: ViewerPath; readonly asker: EdgeAsker }
  | { readonly kind: 'transform'; readonly text: string; readonly path: ViewerPath }
  | { readonly kind: 'admit'; readonly broadcast: string; readonly viewer: string };

export type FromThread =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'failed'; readonly error: PlainError }
  | { readonly kind: 'ask'; readonly id: number; readonly question: ThreadQuestion }
  | { readonly kind: 'log'; readonly line: string }
  /** What happened since the last time: who asked for something, what went out, which objects were asked for. */
  | {
      readonly kind: 'told';
      readonly viewers: readonly (readonly [broadcast: string, viewer: string])[];
      readonly sent: readonly (readonly [broadcast: string, bytes: number])[];
      readonly keys: readonly string[];
      readonly connections: number;
    };

/** An object in memory that all threads see. */
export type SharedObject = {
  /** Which one: another version of a playlist has another number. */
  readonly number: number;
  readonly head: ObjectHead;
  readonly memory: SharedArrayBuffer;
} & ArrivalStep;

export type ArrivalStep = { readonly received: number; readonly state: 'arriving' | 'whole' | 'failed' };

export type PlainError = { readonly code: ErrorCode; readonly message: string; readonly cure: string };

export type PlainDecision =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'moved'; readonly location: string }
  | {
      readonly kind: 'denied';
      readonly status: 403 | 503;
      readonly error: PlainError;
      readonly retryAfterSeconds?: number;
    };

export type ThreadAnswer =
  | { readonly kind: 'object'; readonly object: SharedObject }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'decision'; readonly decision: PlainDecision }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'admitted'; readonly may: boolean }
  | { readonly kind: 'failed'; readonly error: PlainError };

export type ToThread =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: ThreadAnswer }
  | ({ readonly kind: 'step'; readonly number: number } & ArrivalStep)
  | { readonly kind: 'dropped'; readonly key: string; readonly sizeBytes: number; readonly heldBytes: number }
  | { readonly kind: 'certificate'; readonly tls: TlsCertificate }
  | { readonly kind: 'close' };
