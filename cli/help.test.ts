import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createProgram } from './program.ts';
import { runSurecast } from './testing/run-surecast.ts';

describe('surecast help', () => {
  it('shows a command, also one below another', async () => {
    for (const words of [[], ['live'], ['network', 'create']]) {
      const { status, stdout } = await runSurecast(['help', ...words]);
      assert.equal(status, 0);
      assert.ok(stdout.startsWith(`Usage: ${['surecast', ...words].join(' ')} [`), stdout);
    }
  });

  it('has a sentence, and not the whole help, for a command that there is not', async () => {
    for (const words of [['frob'], ['network', 'frob']]) {
      const { status, stdout, stderr } = await runSurecast(['help', ...words]);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, /^surecast: There is no command '.*frob'\. \(USAGE\)\n.*--help.*\n$/);
    }
  });

  it('says of every option that must be given that it must', async () => {
    const program = await createProgram();
    const commands = program.commands.flatMap((command) => [command, ...command.commands]);
    const mandatory = commands.flatMap((command) =>
      command.options.filter((option) => option.mandatory).map((option) => ({ command, option })),
    );
    assert.ok(mandatory.length > 10);
    for (const { command, option } of mandatory)
      assert.match(command.createHelp().optionDescription(option), /\(required\)$/, option.flags);
    const optional = commands.find((command) => command.name() === 'status')?.options ?? [];
    for (const option of optional)
      assert.doesNotMatch(program.createHelp().optionDescription(option), /required/);
  });
});
