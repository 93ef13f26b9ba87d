/** FFmpeg's version as far as it decides what may be used. */
export type FfmpegVersion = {
  readonly major: number;
  readonly minor: number;
  /** As it names itself: `5.1.9-0+deb12u1`, `n7.1`, `N-109542-g…`. */
  readonly text: string;
};

/** Oldest version that has all that is used here (`-isync`, `-fps_mode`, `write_prft=wallclock`). */
export const oldestFfmpeg = { major: 5, minor: 1 } as const;

/**
 * Reads the first line of `ffmpeg -version`. Builds from a git snapshot have no number; libavutil's, whose major
 * rises with every FFmpeg major, stands in for it. Undefined if this is not FFmpeg's output.
 */
export function parseFfmpegVersion(output: string): FfmpegVersion | undefined {
  const text = /^ff(?:mpeg|probe) version (\S+)/m.exec(output)?.[1];
  if (text === undefined) return undefined;
  const numbered = /^n?(\d+)\.(\d+)/.exec(text);
  if (numbered !== null) return { major: Number(numbered[1]), minor: Number(numbered[2]), text };
  const avutil = /^libavutil\s+(\d+)\.\s*(\d+)/m.exec(output);
  if (avutil === null) return undefined;
  // libavutil 57 is FFmpeg 5; 57.28 came with 5.1.
  const major = Number(avutil[1]) - 52;
  return { major, minor: major === 5 && Number(avutil[2]) < 28 ? 0 : 1, text };
}

/** Whether this version has all that is used here. */
export function isNewEnough(version: FfmpegVersion): boolean {
  if (version.major !== oldestFfmpeg.major) return version.major > oldestFfmpeg.major;
  return version.minor >= oldestFfmpeg.minor;
}

/** Names from `ffmpeg -encoders`, `-decoders`, `-devices`, `-muxers`: flags, a name (or several), a description. */
export function parseComponentNames(output: string): ReadonlySet<string> {
  const names = output.split(/\r?\n/).flatMap((line) => {
    const row = /^ ([A-Z. ]{2,7}?) +([a-z0-9_,]+)(?: |$)/.exec(line);
    return row?.[2] === undefined || !/[A-Z]/.test(row[1] ?? '') ? [] : row[2].split(',');
  });
  return new Set(names);
}
