/** What the input arguments depend on besides the source. */
export type InputContext = {
  readonly platform: NodeJS.Platform;
  /** The X display of this session (`DISPLAY`), for `screen` without one. */
  readonly display?: string;
  /** Play at the source's own rate (a live broadcast); false reads as fast as the machine can (`deliver`). */
  readonly paced: boolean;
  /** Frame size and rate to ask a device, a screen or the test pattern for; a device's own choice if undefined. */
  readonly width?: number;
  readonly height?: number;
  readonly framesPerSecond?: number;
  /** A file is read from here on: seconds that earlier runs took from it. */
  readonly startAtSeconds?: number;
  /** From the probe: whether the file or stream has audio. Undefined if it was not probed. */
  readonly hasAudio?: boolean;
};

/** One capture: the arguments up to and including the last `-i`, and what is in there. */
export type CaptureInput = {
  readonly args: readonly string[];
  readonly hasVideo: boolean;
  /** Frames are RGB (a screen): converted and marked as BT.709, which players take for granted. */
  readonly isRgb?: true;
  /** Frames and sound are stamped with the wall clock, which somebody may set. */
  readonly stampsWallClock?: true;
  /** Undefined: not known before the sender connects; audio is taken if it is there. */
  readonly hasAudio: boolean | undefined;
  /** Index of the FFmpeg input that has the audio (0 unless audio comes from a device of its own). */
  readonly audioInput: 0 | 1;
  /** True if missed media never comes again: the source goes on while we are away. */
  readonly live: boolean;
  /** True if the source's own end is the end of the broadcast (a file); else an end is a failure to recover from. */
  readonly endsByItself: boolean;
};

/** Packets that may wait between the reader's thread and the encoder: seconds of compressed, a few of raw frames. */
export const packetQueue = ['-thread_queue_size', '1024'] as const;
/** Raw frames are large (3 MB at 1080p): a short queue bounds memory to about 200 MB. */
export const rawFrameQueue = ['-thread_queue_size', '64'] as const;
