import { resolve } from 'node:path';
import type { FileAction } from './file-operation.ts';
import type { SystemCall } from './system-call.ts';

/** The system calls by which files come, change and go. */
export const recordedCalls = [
  ...['open', 'openat', 'creat', 'write', 'pwrite64', 'writev', 'pwritev', 'pwritev2', 'lseek'],
  ...['ftruncate', 'truncate', 'fallocate', 'rename', 'renameat', 'renameat2', 'link', 'linkat'],
  ...['symlink', 'symlinkat', 'unlink', 'unlinkat', 'rmdir', 'mkdir', 'mkdirat'],
  ...['fsync', 'fdatasync', 'sync_file_range', 'sendfile', 'copy_file_range', 'splice'],
];

/** With `-xx` all that stands between quotes and, with `-y`, between angle brackets is in hexadecimal. */
const quoted = /"((?:\\x[0-9a-f]{2})*)"/g;
const described = /(?:\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2})*)>/g;

/** The text as it stands in strace's lines. */
export const asHex = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');

const fromHex = (hex: string): Buffer => Buffer.from(hex.replaceAll('\\x', ''), 'hex');

/**
 * What a system call did to files; undefined if nothing (it failed, or only read).
 * @throws Error for a call whose meaning is not known here: a recording must be whole
 */
export function readOperation(call: SystemCall): FileAction | undefined {
  const { name, args, result } = call;
  if (result === undefined) return undefined;
  const strings = [...args.matchAll(quoted)].map(([, hex = '']) => fromHex(hex));
  const files = [...args.matchAll(described)].map(([, hex = '']) => fromHex(hex).toString());
  const [file = ''] = files;
  const numbers = args.replaceAll(quoted, '').split(', ');
  const last = Number(numbers.at(-1));
  /** The n-th path, which may be relative to the directory that stands before it. */
  const path = (n: number) => resolve(files[n] ?? files[0] ?? '/', strings[n]?.toString() ?? '');
  const written = () => Buffer.concat(strings).subarray(0, result);
  switch (name) {
    case 'open':
    case 'openat':
      return opened(path(0), args);
    case 'creat':
      return { type: 'open', path: path(0), truncates: true, appends: false };
    case 'write':
    case 'writev':
      return { type: 'write', path: file, offset: undefined, bytes: written() };
    case 'pwrite64':
    case 'pwritev':
      return { type: 'write', path: file, offset: last, bytes: written() };
    case 'lseek':
      return { type: 'seek', path: file, offset: result };
    case 'ftruncate':
      return { type: 'resize', path: file, sizeBytes: last };
    case 'rename':
    case 'renameat':
    case 'renameat2':
      return { type: 'rename', path: path(0), to: path(1) };
    case 'link':
    case 'linkat':
      return { type: 'link', path: path(0), to: path(1) };
    case 'unlink':
    case 'unlinkat':
    case 'rmdir':
      return { type: 'remove', path: path(0) };
    case 'mkdir':
    case 'mkdirat':
      return { type: 'make-directory', path: path(0) };
    case 'fsync':
    case 'fdatasync':
      return { type: 'sync', path: file, dataOnly: name === 'fdatasync' };
    default:
      throw new Error(`what ${name} does to files is not recorded`);
  }
}

function opened(path: string, args: string): FileAction | undefined {
  if (!/O_WRONLY|O_RDWR/.test(args)) return undefined;
  return { type: 'open', path, truncates: args.includes('O_TRUNC'), appends: args.includes('O_APPEND') };
}
