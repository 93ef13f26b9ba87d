/** A NAL unit in a byte stream: where it begins (its header) and ends. */
export type NalUnit = { readonly start: number; readonly end: number; readonly complete: boolean };

/**
 * The NAL units of a byte stream with start codes (ITU-T H.264 Annex B). The last one is incomplete: it may go on
 * behind `bytes`.
 */
export function findNalUnits(bytes: Uint8Array): NalUnit[] {
  const units: NalUnit[] = [];
  let start = -1;
  for (let at = 0; at + 3 <= bytes.length; at++) {
    if (bytes[at] !== 0 || bytes[at + 1] !== 0 || bytes[at + 2] !== 1) continue;
    if (start >= 0) units.push({ start, end: trimZeros(bytes, start, at), complete: true });
    start = at + 3;
    at += 2;
  }
  if (start >= 0 && start < bytes.length) units.push({ start, end: bytes.length, complete: false });
  return units;
}

/** Removes the emulation prevention bytes: 00 00 03 stands for 00 00 (ITU-T H.264 7.4.1). */
export function unescapeNalUnit(unit: Uint8Array): Uint8Array {
  const plain = new Uint8Array(unit.length);
  let length = 0;
  let zeros = 0;
  for (const byte of unit) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    plain[length++] = byte;
  }
  return plain.subarray(0, length);
}

function trimZeros(bytes: Uint8Array, start: number, end: number): number {
  let last = end;
  while (last > start && bytes[last - 1] === 0) last--;
  return last;
}
