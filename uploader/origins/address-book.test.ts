import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { describe, it } from 'node:test';
import { AddressBook } from './address-book.ts';

const at = (address: string): LookupAddress[] => [{ address, family: 4 }];
const failure = (code: string) => Object.assign(new Error(code), { code });

/** A book whose resolver answers with what is put into it, in turn. */
function scripted(...answers: readonly (LookupAddress[] | Error | 'never')[]) {
  const asked: string[] = [];
  const book = new AddressBook((host) => {
    const answer = answers[asked.length] ?? 'never';
    asked.push(host);
    if (answer === 'never') return new Promise(() => undefined);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  return { book, asked };
}

describe('the addresses of a name', () => {
  it('are asked for each time', async () => {
    const { book } = scripted(at('10.0.0.1'), at('10.0.0.2'));
    assert.deepEqual(await book.addressesOf('store.test'), at('10.0.0.1'));
    assert.deepEqual(await book.addressesOf('store.test'), at('10.0.0.2'));
  });

  it('are the last known while no resolver can be reached, or does not answer', async () => {
    const { book } = scripted(at('10.0.0.1'), failure('EAI_AGAIN'), 'never');
    await book.addressesOf('store.test');
    assert.deepEqual(await book.addressesOf('store.test'), at('10.0.0.1'));
    assert.deepEqual(await book.addressesOf('store.test'), at('10.0.0.1'));
  });

  it('are none once a resolver says so, or when none was ever reached', async () => {
    const { book } = scripted(failure('EAI_AGAIN'), at('10.0.0.1'), failure('ENOTFOUND'));
    await assert.rejects(book.addressesOf('store.test'), { code: 'EAI_AGAIN' });
    await book.addressesOf('store.test');
    await assert.rejects(book.addressesOf('store.test'), { code: 'ENOTFOUND' });
  });

  it('are asked for once for all who wait', async () => {
    const { book, asked } = scripted('never', at('10.0.0.1'));
    void book.addressesOf('store.test');
    void book.addressesOf('store.test');
    await book.addressesOf('other.test');
    assert.deepEqual(asked, ['store.test', 'other.test']);
  });
});
