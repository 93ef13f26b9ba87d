import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { configReference } from './config-reference.ts';

test('each setting is a row, with its limits, its default and what it holds', () => {
  const schema = z.strictObject({
    kind: z.enum(['a', 'b']).optional().describe('Which kind'),
    list: z
      .array(z.strictObject({ size: z.number().int().min(1).max(9).describe('Its size') }))
      .min(1)
      .max(8)
      .optional()
      .describe('Some'),
    places: z
      .array(z.union([z.string(), z.strictObject({ at: z.string().describe('Where') })]))
      .describe('Places'),
    speed: z.number().positive().default(2).describe('How fast'),
  });
  assert.ok(
    configReference(schema).endsWith(
      [
        '| `kind` | `a` or `b` | Which kind |',
        '| `list` | list of 1 to 8 groups of settings | Some |',
        '| `list[].size` | whole number, 1 to 9, *required* | Its size |',
        '| `places` | list of 0 or more texts or groups of settings | Places |',
        '| `places[].at` | text, *required* | Where |',
        '| `speed` | number above 0 | How fast; default 2 |\n',
      ].join('\n'),
    ),
  );
});
