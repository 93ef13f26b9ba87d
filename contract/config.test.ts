import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from './config.ts';

const variant = { width: 640, height: 360, framesPerSecond: 25, videoKbps: 800 };
const named = (...names: string[]) => ({ variants: names.map((name) => ({ ...variant, name })) });

test('what contradicts itself is refused with the name of the setting', () => {
  const cases = [
    [named('hd', 'hd'), 'variants'],
    [named('HD', 'sd', 'hd'), 'variants'],
    [{ workers: { min: 3, max: 1 } }, 'workers'],
    // The other bound has its default, 2.
    [{ workers: { min: 3 } }, 'workers'],
  ] as const;
  for (const [value, setting] of cases)
    assert.throws(
      () => parseConfig(value, 'surecast.yml'),
      ({ code, message }: Error & { code?: string }) =>
        code === 'CONFIG_INVALID' && message.startsWith(`surecast.yml: ${setting}: `),
      JSON.stringify(value),
    );
});

test('variants of different names are taken, and as many workers at least as at most', () => {
  assert.equal(parseConfig(named('hd', 'sd'), 'x').variants?.length, 2);
  assert.deepEqual(parseConfig({ workers: { min: 3, max: 3 } }, 'x').workers, { min: 3, max: 3 });
});
