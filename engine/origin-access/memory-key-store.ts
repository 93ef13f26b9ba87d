import type { S3Keys } from '../../contract/origin-access.ts';
import type { KeyStore } from './key-store.ts';

/** Keys that someone else keeps safe (the desktop shell, in the system's own store) and hands over at the start. */
export class MemoryKeyStore implements KeyStore {
  readonly #keys = new Map<string, S3Keys>();

  keysOf(originUrl: string): S3Keys | undefined {
    return this.#keys.get(originUrl);
  }

  originUrls(): readonly string[] {
    return [...this.#keys.keys()];
  }

  async keep(originUrl: string, keys: S3Keys): Promise<void> {
    this.#keys.set(originUrl, keys);
  }

  async forget(originUrl: string): Promise<void> {
    this.#keys.delete(originUrl);
  }
}
