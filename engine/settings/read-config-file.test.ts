import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfigText } from './read-config-file.ts';

test('what the parser has doubts about is left to the check of the settings, and said by nothing else', async (t) => {
  const warnings: unknown[] = [];
  const keep = (warning: unknown): void => void warnings.push(warning);
  process.on('warning', keep);
  t.after(() => process.off('warning', keep));
  assert.deepEqual(parseConfigText('source: !secret test\n', 'surecast.yml'), { source: 'test' });
  // Node says a warning on the next turn, and a warning of ours after those before it.
  const said = new Promise((resolve) =>
    process.on('warning', ({ name }) => name === 'Mark' && resolve(name)),
  );
  process.emitWarning('said', { type: 'Mark' });
  await said;
  assert.deepEqual(
    warnings.map((warning) => (warning instanceof Error ? warning.name : warning)),
    ['Mark'],
  );
});

test('what is no YAML is refused with its place', () => {
  assert.throws(() => parseConfigText('a: [', 'surecast.yml'), { code: 'CONFIG_INVALID' });
});
