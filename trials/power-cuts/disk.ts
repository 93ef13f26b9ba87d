import { dirname } from 'node:path';
import type { FileOperation } from './file-operation.ts';

/** A write or a change of size, in the order in which they were made. */
export type Change = { readonly offset: number; readonly bytes: Buffer } | { readonly sizeBytes: number };

/** A file or directory. */
export type Inode = {
  readonly isDirectory: boolean;
  readonly changes: Change[];
  /** How many of the changes are safe. A sync answers for all before it, so they are the first ones. */
  synced: number;
  /** Numbers of the operations that made the changes. */
  readonly changedBy: number[];
  /** Unix milliseconds of the last change. */
  changedMs: number;
  sizeBytes: number;
  position: number;
  appends: boolean;
};

/** A name that was given to a file in a directory, or taken away. */
export type NameChange = {
  readonly directory: Inode;
  readonly name: string;
  readonly inode: Inode | undefined;
  /** Number of the operation; a rename makes two changes. */
  readonly operation: number;
  /** The directory was fsynced since. */
  synced: boolean;
};

/**
 * A disk with the operations of a recording carried out one after the other, remembering of each change whether it was
 * made safe by then. What fsync promises is POSIX's: of a file its data, of a directory its names.
 */
export class Disk {
  readonly root: Inode = newInode(true, 0);
  readonly nameChanges: NameChange[] = [];
  readonly #rootPath: string;
  readonly #names = new Map<Inode, Map<string, Inode>>();
  #operations = 0;
  #namesInOrder = 0;
  #nowMs = 0;

  /** @param rootPath the folder that is there from the start */
  constructor(rootPath: string) {
    this.#rootPath = rootPath;
  }

  /**
   * How many of the name changes are safe on a file system that journals them in one order: all up to the last one that
   * a sync answered for.
   */
  get namesSafeInOrder(): number {
    return this.#namesInOrder;
  }

  /** The file or directory that has this path now. */
  at(path: string): Inode | undefined {
    if (path === this.#rootPath) return this.root;
    const directory = this.at(dirname(path));
    return directory && this.#names.get(directory)?.get(nameOf(path));
  }

  apply(operation: FileOperation): void {
    this.#operations += 1;
    this.#nowMs = operation.unixMs;
    this.#carryOut(operation);
  }

  #carryOut(operation: FileOperation): void {
    const { path } = operation;
    switch (operation.type) {
      case 'open':
        return this.#open(path, operation.truncates, operation.appends);
      case 'write':
        return this.#write(this.#existing(path), operation.offset, operation.bytes);
      case 'seek':
        this.#existing(path).position = operation.offset;
        return;
      case 'resize':
        return this.#resize(this.#existing(path), operation.sizeBytes);
      case 'make-directory':
        return this.#name(path, newInode(true, this.#nowMs));
      case 'rename':
        this.#name(operation.to, this.#existing(path));
        return this.#name(path, undefined);
      case 'link':
        return this.#name(operation.to, this.#existing(path));
      case 'remove':
        return this.#name(path, undefined);
      case 'sync':
        return this.#sync(this.#existing(path), operation.begunAfter, operation.dataOnly);
    }
  }

  #existing(path: string): Inode {
    const inode = this.at(path);
    if (inode === undefined) throw new Error(`the recording has nothing at ${path}`);
    return inode;
  }

  #open(path: string, truncates: boolean, appends: boolean): void {
    const known = this.at(path);
    const inode = known ?? newInode(false, this.#nowMs);
    if (known === undefined) this.#name(path, inode);
    else if (truncates) this.#resize(inode, 0);
    inode.position = 0;
    inode.appends = appends;
  }

  #write(inode: Inode, offset: number | undefined, bytes: Buffer): void {
    const start = offset ?? (inode.appends ? inode.sizeBytes : inode.position);
    if (offset === undefined) inode.position = start + bytes.length;
    this.#change(inode, { offset: start, bytes });
    inode.sizeBytes = Math.max(inode.sizeBytes, start + bytes.length);
  }

  #resize(inode: Inode, sizeBytes: number): void {
    this.#change(inode, { sizeBytes });
    inode.sizeBytes = sizeBytes;
  }

  #change(inode: Inode, change: Change): void {
    inode.changes.push(change);
    inode.changedBy.push(this.#operations);
    inode.changedMs = this.#nowMs;
  }

  #name(path: string, inode: Inode | undefined): void {
    const directory = this.#existing(dirname(path));
    const name = nameOf(path);
    const names = this.#names.get(directory) ?? new Map<string, Inode>();
    this.#names.set(directory, names);
    if (inode === undefined) names.delete(name);
    else names.set(name, inode);
    this.nameChanges.push({ directory, name, inode, operation: this.#operations, synced: false });
  }

  #sync(inode: Inode, begunAfter: number, dataOnly: boolean): void {
    const later = inode.changedBy.findIndex((operation) => operation > begunAfter);
    inode.synced = Math.max(inode.synced, later === -1 ? inode.changes.length : later);
    this.nameChanges.forEach((change, index) => {
      if (change.operation > begunAfter || dataOnly) return;
      if (change.directory === inode) change.synced = true;
      if (change.directory === inode || change.inode === inode)
        this.#namesInOrder = Math.max(this.#namesInOrder, index + 1);
    });
  }
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function newInode(isDirectory: boolean, changedMs: number): Inode {
  const empty = { changes: [], synced: 0, changedBy: [], sizeBytes: 0 };
  return { isDirectory, changedMs, ...empty, position: 0, appends: false };
}
