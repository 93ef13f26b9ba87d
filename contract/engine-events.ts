import type { ErrorCode } from './error-codes.ts';

/** What happens in a broadcast, as told to the faces. State is in the snapshot; these are news. */
export type EngineEvent =
  | {
      readonly type: 'segment-captured';
      readonly broadcast: string;
      readonly variant: string;
      readonly sequence: number;
      readonly seconds: number;
      readonly sizeBytes: number;
    }
  | {
      readonly type: 'gap';
      readonly broadcast: string;
      readonly variant: string;
      readonly sequence: number;
      readonly reason: string;
    }
  | {
      readonly type: 'upload-verified';
      readonly broadcast: string;
      readonly originUrl: string;
      readonly key: string;
      readonly kind: string;
      readonly sizeBytes: number;
      /** Milliseconds from the file's entry into the queue to its proof. */
      readonly afterMs: number;
    }
  | {
      readonly type: 'origin';
      readonly originUrl: string;
      readonly state: 'open' | 'waiting' | 'blocked';
      readonly code?: ErrorCode;
      readonly message?: string;
      readonly cure?: string;
    }
  | {
      /** What is delivered to an origin goes over another network interface than before. */
      readonly type: 'interface';
      readonly originUrl: string;
      readonly networkInterface: string;
    }
  | {
      readonly type: 'source';
      readonly broadcast: string;
      readonly state: 'started' | 'adopted' | 'paused' | 'lost' | 'ended';
      readonly message: string;
    }
  | {
      /** The disk of the data directory has come to another level; not `roomy`: with a code and a cure. */
      readonly type: 'disk';
      readonly level: 'roomy' | 'low' | 'full' | 'unwritable';
      readonly code?: ErrorCode;
      readonly message: string;
      readonly cure?: string;
    }
  | { readonly type: 'warning'; readonly code: ErrorCode; readonly message: string }
  | { readonly type: 'broadcast-complete'; readonly broadcast: string; readonly originUrl: string };

/** Takes news. Must not throw. */
export type EngineListener = (event: EngineEvent) => void;
