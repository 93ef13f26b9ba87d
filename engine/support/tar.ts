/** One file of an archive. */
export type ArchivedFile = { readonly name: string; readonly bytes: Buffer };

const blockBytes = 512;

/**
 * An archive of plain files in the ustar format (POSIX.1-1988, 10.1.1): small, read by every `tar` and by Windows.
 * Names are at most 100 bytes.
 * @param atMs time of all files, wall clock
 */
export function createTar(files: readonly ArchivedFile[], atMs: number): Buffer {
  const parts = files.flatMap(({ name, bytes }) => [
    headerOf(name, bytes.length, atMs),
    bytes,
    Buffer.alloc((blockBytes - (bytes.length % blockBytes)) % blockBytes),
  ]);
  return Buffer.concat([...parts, Buffer.alloc(2 * blockBytes)]);
}

function headerOf(name: string, sizeBytes: number, atMs: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new RangeError(`the name ${name} is too long for an archive`);
  const header = Buffer.alloc(blockBytes);
  header.write(name, 0);
  header.write(octal(0o600, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(sizeBytes, 12), 124);
  header.write(octal(Math.floor(atMs / 1000), 12), 136);
  // The checksum counts its own field as spaces.
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\u000000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 7)} `, 148);
  return header;
}

/** Digits that end with a zero byte, in a field of so many bytes. */
function octal(value: number, field: number): string {
  return `${value.toString(8).padStart(field - 1, '0')}\0`;
}
