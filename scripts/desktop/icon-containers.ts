/** A PNG and the length of its side in pixels. */
export type SquarePng = { readonly side: number; readonly bytes: Buffer };

const icoHeaderBytes = 6;
const icoEntryBytes = 16;

/** An ICO of PNGs, as Windows has taken them since Vista; sides up to 256. Pure. */
export function icoOf(pngs: readonly SquarePng[]): Buffer {
  const header = Buffer.alloc(icoHeaderBytes + pngs.length * icoEntryBytes);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pngs.length, 4);
  let offset = header.length;
  for (const [index, { side, bytes }] of pngs.entries()) {
    const entry = icoHeaderBytes + index * icoEntryBytes;
    // 256 is written as 0.
    header.writeUInt8(side % 256, entry);
    header.writeUInt8(side % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(bytes.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += bytes.length;
  }
  return Buffer.concat([header, ...pngs.map(({ bytes }) => bytes)]);
}

/** Types of ICNS entries that hold a PNG, by the length of its side. */
const icnsTypes: Readonly<Record<number, readonly string[]>> = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['icp6', 'ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};

/** An ICNS of PNGs for macOS, each side also as the double of the next smaller one. Pure. */
export function icnsOf(pngs: readonly SquarePng[]): Buffer {
  const entries = pngs.flatMap(({ side, bytes }) =>
    (icnsTypes[side] ?? []).map((type) =>
      Buffer.concat([Buffer.from(type, 'latin1'), bigEndian(bytes.length + 8), bytes]),
    ),
  );
  const length = entries.reduce((sum, entry) => sum + entry.length, 8);
  return Buffer.concat([Buffer.from('icns', 'latin1'), bigEndian(length), ...entries]);
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
