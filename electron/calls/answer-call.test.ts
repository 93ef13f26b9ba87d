import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SurecastError } from '../../contract/surecast-error.ts';
import { answerCall, type CallHandlers } from './answer-call.ts';

const page = { url: 'app://console/#/live', parent: null };
const handlers: CallHandlers = {
  describe: () => ({ version: '1.0.0', platform: 'linux', updateReady: false, secret: 'x' }) as never,
  chooseRecording: () => '/srv/show.mp4',
  chooseFolder: () => null,
  openLink: ({ url }) => {
    if (url === 'https://ffmpeg.org/') return {};
    throw new SurecastError('REQUEST_INVALID', 'The console has no such link.');
  },
};

async function codeOf(frame: typeof page | null, name: unknown, input: unknown): Promise<string> {
  const result = await answerCall(handlers, frame, name, input);
  return result.ok ? 'ok' : result.error.code;
}

describe('a call of the page', () => {
  it('is answered with what its handler gives', async () => {
    assert.deepEqual(await answerCall(handlers, page, 'chooseRecording', {}), {
      ok: true,
      value: '/srv/show.mp4',
    });
    assert.deepEqual(await answerCall(handlers, page, 'chooseFolder', {}), { ok: true, value: null });
    assert.equal(await codeOf(page, 'openLink', { url: 'https://ffmpeg.org/' }), 'ok');
  });

  it('is refused from any other frame, and from one that is gone', async () => {
    for (const url of [
      'https://console/',
      'app://other/',
      'app://console.evil/',
      'app://user@console/',
      'file:///app://console/',
      'about:blank',
      '',
    ])
      assert.equal(await codeOf({ url, parent: null }, 'chooseFolder', {}), 'REQUEST_FOREIGN', url);
    assert.equal(await codeOf({ ...page, parent: page as never }, 'chooseFolder', {}), 'REQUEST_FOREIGN');
    assert.equal(await codeOf(null, 'chooseFolder', {}), 'REQUEST_FOREIGN');
  });

  it('is refused for a name or an input that the table does not have', async () => {
    for (const name of ['constructor', '__proto__', 'toString', '', 7, undefined, {}])
      assert.equal(await codeOf(page, name, {}), 'REQUEST_INVALID', String(name));
    for (const input of [undefined, null, 'x', [], { more: 1 }])
      assert.equal(await codeOf(page, 'chooseFolder', input), 'REQUEST_INVALID');
    assert.equal(await codeOf(page, 'openLink', { url: 'x'.repeat(5000) }), 'REQUEST_INVALID');
  });

  it('carries a refusal with its cure, and never more than the table says', async () => {
    const refused = await answerCall(handlers, page, 'openLink', { url: 'file:///etc/passwd' });
    assert.ok(!refused.ok && refused.error.cure.length > 0);
    assert.equal(await codeOf(page, 'describe', {}), 'INTERNAL');
  });
});
