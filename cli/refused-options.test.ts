import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { CommanderError } from 'commander';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { createProgram } from './program.ts';

const ask = ['--nats', 'tls://127.0.0.1:1', '--identity', '/nowhere'];
const admit = ['network', 'admit', 'a', '--role', 'operator', '--network', '/n', '--out', '/o'];
const publisher = ['network', 'publisher', 'studio', '--broadcasts', '*', '--network', '/n', '--out', '/o'];
const sign = ['network', 'sign-url', 'https://edge/watch/a', '--network', '/n'];

/** What is typed, and what the sentence about it has to name. */
const refused: readonly (readonly [readonly string[], string])[] = [
  [['export', ''], 'dir'],
  [['import', ''], 'dir'],
  [['network', 'create', ''], 'dir'],
  [['network', 'admit', 'a', '--role', 'operator', '--network', '', '--out', '/o'], '--network'],
  [['network', 'admit', 'a', '--role', 'operator', '--network', '/n', '--out', ''], '--out'],
  [['network', 'publisher', '', '--broadcasts', '*', '--network', '/n', '--out', '/o'], 'name'],
  [['node', '--role', 'main', '--data', ''], '--data'],
  [['node', '--role', 'main', '--identity', ''], '--identity'],
  [['decode', '/x.m3u8', '--output', ''], '--output'],
  [['live', '--config', ''], '--config'],
  [[...admit, '--days', '999999999999999'], '--days'],
  [[...admit, '--days', '3000000'], '--days'],
  [[...publisher, '--days', '99999999'], '--days'],
  [[...sign, '--valid', '999999999999999'], '--valid'],
  [['live', '--workers', '33'], '--workers'],
  [['drain', '--workers', '33'], '--workers'],
  [['live', '--disk-reserve', '99999999'], '--disk-reserve'],
  [['doctor', '--video-kbps', '99999999'], '--video-kbps'],
  [['live', '--max-uplink-rate', 'foo'], '--max-uplink-rate'],
  [['node', '--role', 'main', '--capacity', 'foo'], '--capacity'],
  [['directory', 'show', '--nats', 'tls://host:port', '--identity', '/i'], '--nats'],
  [['directory', 'show', ...ask, '--nats-credentials', '/no/such/file'], '--nats-credentials'],
  [['directory', 'show', ...ask, '--nats-credentials', import.meta.dirname], '--nats-credentials'],
  [['directory', 'show', ...ask, '--nats-credentials', import.meta.filename], '--nats-credentials'],
  [['directory', 'drain', 'A B', ...ask], 'node'],
  [['directory', 'algorithm', 'foo', ...ask], 'algorithm'],
];

describe('what can’t be meant is refused by the name of its option, before anything is done', () => {
  for (const [typed, named] of refused)
    it(
      `surecast ${typed.map((word) => word || '""').join(' ')}`.replaceAll(import.meta.dirname, '.'),
      async (t) => {
        const { code, message } = await errorOf(t, typed);
        assert.equal(code, 'commander.invalidArgument', message);
        assert.ok(message.includes(named), message);
      },
    );

  it('and points to the help of the very command', async (t) => {
    const { said } = await errorOf(t, ['directory', 'show', '--frob']);
    assert.match(said, /`surecast directory show --help`/);
  });
});

it('credentials as NATS writes them are taken', async (t) => {
  const file = join(temporaryDirectory(t), 'nats.creds');
  const block = (name: string) => `-----BEGIN ${name}-----\nabc\n------END ${name}------\n`;
  writeFileSync(file, `${block('NATS USER JWT')}\n***** IMPORTANT *****\n\n${block('USER NKEY SEED')}`);
  // The name of the node is refused then, which is read behind the options.
  const { message } = await errorOf(t, ['directory', 'drain', 'A B', ...ask, '--nats-credentials', file]);
  assert.doesNotMatch(message, /credentials/);
});

async function errorOf(
  t: TestContext,
  typed: readonly string[],
): Promise<{ readonly code: string; readonly message: string; readonly said: string }> {
  const write = t.mock.method(process.stderr, 'write', () => true);
  try {
    const program = await createProgram(typed[0]);
    await program.parseAsync([...typed], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const said = write.mock.calls.map(({ arguments: [text] }) => String(text)).join('');
    return { code: error.code, message: error.message, said };
  } finally {
    write.mock.restore();
  }
  return assert.fail('It was let through');
}
