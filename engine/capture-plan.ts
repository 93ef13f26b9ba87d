/** How FFmpeg is to be run for a broadcast. */
export type CapturePlan = {
  readonly ffmpegPath: string;
  /** The command line of one run. `offsetSeconds` shifts its timestamps, `durationSeconds` limits it. */
  readonly buildArgs: (run: {
    readonly runDirectory: string;
    readonly offsetSeconds: number;
    readonly durationSeconds: number | undefined;
    /** Media that earlier runs took from the source: a file goes on from there. */
    readonly takenSeconds: number;
    /** Folder for pictures and sound to look at meanwhile. */
    readonly sensesDirectory: string | undefined;
  }) => readonly string[];
  readonly endsByItself: boolean;
  /** How long the video of a source that ends is, as it says; undefined where it does not. */
  readonly sourceSeconds: number | undefined;
  /** Media comes at the pace of the clock. */
  readonly paced: boolean;
  readonly copied: boolean;
  /** Whether somebody may want to see and hear what is captured. */
  readonly hasSenses: boolean;
  /** A run whose log does not grow for this long is ended and started again; undefined before the first byte: no limit. */
  readonly stallMs: number;
  readonly firstByteMs: number | undefined;
};
