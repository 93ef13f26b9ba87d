/** What a program did to the files below a folder. Paths are absolute. */
export type FileAction =
  /** A file opened for writing; one that is not there is made, if it may be. */
  | { readonly type: 'open'; readonly path: string; readonly truncates: boolean; readonly appends: boolean }
  /** Without an offset: where the writer stands. */
  | {
      readonly type: 'write';
      readonly path: string;
      readonly offset: number | undefined;
      readonly bytes: Buffer;
    }
  | { readonly type: 'seek'; readonly path: string; readonly offset: number }
  | { readonly type: 'resize'; readonly path: string; readonly sizeBytes: number }
  | { readonly type: 'make-directory'; readonly path: string }
  | { readonly type: 'rename'; readonly path: string; readonly to: string }
  | { readonly type: 'link'; readonly path: string; readonly to: string }
  | { readonly type: 'remove'; readonly path: string }
  /** fsync, which answers for a directory's names as well, or fdatasync. */
  | { readonly type: 'sync'; readonly path: string; readonly dataOnly: boolean };

/** An action in the order of the recording. */
export type FileOperation = FileAction & {
  /** Unix milliseconds at which it was begun. */
  readonly unixMs: number;
  /** How many operations of the recording were done when it was begun: only those can a sync answer for. */
  readonly begunAfter: number;
};
