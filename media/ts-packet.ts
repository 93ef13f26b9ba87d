/** Bytes of a transport stream packet, and the byte it begins with (ISO/IEC 13818-1 2.4.3.2). */
export const packetBytes = 188;
export const syncByte = 0x47;

/** The PID of packets that carry nothing. */
export const nullPid = 0x1fff;

/** What an adaptation field says that matters here (ISO/IEC 13818-1 2.4.3.4). */
export type AdaptationField = {
  /** discontinuity_indicator: the continuity counter may jump here. */
  readonly discontinuity: boolean;
  /** random_access_indicator: a keyframe begins here. */
  readonly randomAccess: boolean;
  /** Holds bytes that only fill the packet, so the PES packet ends with it. */
  readonly stuffed: boolean;
};

/** Reads the adaptation field whose length byte is at `at`. */
export function readAdaptationField(bytes: Uint8Array, at: number): AdaptationField {
  const length = bytes[at] ?? 0;
  if (length === 0) return { discontinuity: false, randomAccess: false, stuffed: true };
  const flags = bytes[at + 1] ?? 0;
  const needed = 1 + (flags & 0x10 ? 6 : 0) + (flags & 0x08 ? 6 : 0) + (flags & 0x04 ? 1 : 0);
  return {
    discontinuity: (flags & 0x80) !== 0,
    randomAccess: (flags & 0x40) !== 0,
    stuffed: length > needed,
  };
}
