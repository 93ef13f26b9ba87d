import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HeldBytes } from './held-bytes.ts';

describe('HeldBytes', () => {
  it('gives back what it holds, in memory and beyond', async () => {
    const store = new HeldBytes(10);
    try {
      const all = [6, 6, 4, 20].map((length, n) => Buffer.alloc(length, n));
      const held = await Promise.all(all.map((bytes) => store.hold(bytes)));
      const back = await Promise.all(held.map((each) => each.take()));
      assert.deepEqual(
        back.map((bytes) => Buffer.from(bytes)),
        all,
      );
    } finally {
      await store.close();
    }
  });
});
