/** What a viewer asks for, already checked: who may, which object. */
export type EdgeRequest = {
  /** Key in the network: `NAME/VARIANT/FILE`. */
  readonly key: string;
  readonly broadcast: string;
};

/** What the edge has for it. */
export type EdgeAnswer =
  | { readonly kind: 'object'; readonly object: EdgeObject }
  /** No such object or broadcast: kept for a second, so that a crowd does not go upstream. */
  | { readonly kind: 'missing' }
  /** Nobody upstream answers, and it is not held. */
  | { readonly kind: 'unavailable' };

/** An object that is held, or is arriving: what has come is readable at once. Another version of a playlist is another object. */
export type EdgeObject = {
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly contentType: string;
  readonly cacheControl: string;
  /** Pieces in order from `start` to `end` (both within), as they arrive. The last piece comes only once the SHA-256 was found right; throws if it was not. */
  read(start: number, end: number): AsyncIterable<Buffer>;
  /** All its bytes, if they are there and right. */
  readonly whole: Buffer | undefined;
  /** How far it has come: for whoever passes it on to another thread. */
  readonly arrival: ObjectArrival;
};

export type ObjectArrival = {
  /** Memory for all of it; what counts is what lies before `received()`. */
  readonly bytes: Buffer;
  received(): number;
  state(): 'arriving' | 'whole' | 'failed';
  /** Called at each step; returns what ends it. */
  onStep(listener: () => void): () => void;
};

/** The live window of an edge: memory with one request upstream for each object, whatever the number of viewers. */
export type EdgeCache = {
  get(request: EdgeRequest): Promise<EdgeAnswer>;
  /** What `get` would give without waiting for anybody: an object that is whole and, if it is a playlist, fresh. */
  held(key: string): EdgeObject | undefined;
  /** Bytes held. */
  heldBytes(): number;
  /** Name of the node that a broadcast is pulled from at present; undefined: nothing was pulled lately. */
  pullsFrom(broadcast: string): string | undefined;
  /** Called with each immutable object that is not held any more. Returns what ends it. */
  onDropped(listener: (key: string, sizeBytes: number) => void): () => void;
  close(): Promise<void>;
};
