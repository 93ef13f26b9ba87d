import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FailureClass } from '../../contract/origin.ts';
import { OriginFailure } from '../../uploader/origins/origin-failure.ts';
import { askAgain } from './ask-again.ts';

const failure = (failureClass: FailureClass) =>
  new OriginFailure({ class: failureClass, code: 'ORIGIN_UNSTABLE', message: 'no' });

/** Fails as told, then answers. */
function answering(...failures: readonly FailureClass[]): {
  ask: () => Promise<string>;
  asked: () => number;
} {
  let count = 0;
  const ask = async () => {
    const next = failures[count++];
    if (next !== undefined) throw failure(next);
    return 'yes';
  };
  return { ask, asked: () => count };
}

const { signal } = new AbortController();

describe('askAgain', () => {
  it('asks again where the link was unsteady', async () => {
    const origin = answering('unstable', 'unstable');
    assert.equal(await askAgain(signal, origin.ask), 'yes');
    assert.equal(origin.asked(), 3);
  });

  it('takes every other failure for an answer', async () => {
    for (const failureClass of ['object', 'blocked'] as const) {
      const origin = answering(failureClass);
      await assert.rejects(askAgain(signal, origin.ask), { class: failureClass });
      assert.equal(origin.asked(), 1);
    }
  });

  it('stops when it is told to', async () => {
    const stopped = new AbortController();
    const ask = async () => {
      stopped.abort(new Error('enough'));
      throw failure('unstable');
    };
    await assert.rejects(askAgain(stopped.signal, ask), { message: 'enough' });
  });
});
