/** The start of a PES packet (ISO/IEC 13818-1 2.4.3.6). Timestamps are 33-bit 90 kHz ticks, not unwrapped. */
export type PesHeader = {
  /** Bytes of the whole packet with its first six, or 0 where it does not say (video). */
  readonly packetLength: number;
  /** Bytes from the start of the PES packet to the elementary stream. */
  readonly headerLength: number;
  readonly pts: number | undefined;
  /** Equal to the PTS where only that is sent. */
  readonly dts: number | undefined;
};

/** Reads the header at `at`; `undefined` if there is none, or it does not end before `end`. */
export function readPesHeader(bytes: Uint8Array, at: number, end: number): PesHeader | undefined {
  if (at + 9 > end || bytes[at] !== 0 || bytes[at + 1] !== 0 || bytes[at + 2] !== 1) return undefined;
  if (((bytes[at + 6] ?? 0) & 0xc0) !== 0x80) return undefined;
  const declared = ((bytes[at + 4] ?? 0) << 8) | (bytes[at + 5] ?? 0);
  const headerLength = 9 + (bytes[at + 8] ?? 0);
  if (at + headerLength > end) return undefined;
  const flags = (bytes[at + 7] ?? 0) >> 6;
  const room = headerLength - 9;
  const pts = flags >= 2 && room >= 5 ? readTimestamp(bytes, at + 9, flags) : undefined;
  const dts = flags === 3 ? (room >= 10 ? readTimestamp(bytes, at + 14, 1) : undefined) : pts;
  return { packetLength: declared === 0 ? 0 : declared + 6, headerLength, pts, dts };
}

/** Five bytes: a four-bit prefix and 33 bits in three parts, each closed by a marker bit (ISO/IEC 13818-1 2.4.3.7). */
function readTimestamp(bytes: Uint8Array, at: number, prefix: number): number | undefined {
  const first = bytes[at] ?? 0;
  const middle = ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
  const last = ((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0);
  if (first >> 4 !== prefix || (first & middle & last & 1) === 0) return undefined;
  return ((first >> 1) & 7) * 2 ** 30 + (middle >> 1) * 2 ** 15 + (last >> 1);
}

/** A PES packet in hand: where its first packet lies, the bytes that it says it has (0: it does not say), and those that came. */
export type OpenPes = { readonly startOffset: number; readonly packetLength: number; received: number };

/** Whether a PES packet is whole: by its length, or else because its last packet was filled up (ISO/IEC 13818-1 2.4.3.5). */
export function isComplete(pes: OpenPes | undefined, stuffed: boolean): boolean {
  if (pes === undefined) return true;
  return pes.packetLength > 0 ? pes.received >= pes.packetLength : stuffed;
}
