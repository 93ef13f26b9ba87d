import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { fullKey } from './object-key.ts';
import { OriginFailure } from './origin-failure.ts';

describe('fullKey', () => {
  it('puts a key below the prefix', () => {
    assert.equal(fullKey('', 'a/b.ts'), 'a/b.ts');
    assert.equal(fullKey('x/y', 'a/b.ts'), 'x/y/a/b.ts');
  });

  it('never lets a key leave the prefix, whatever it is', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '', '/', '\\', 'a', '%2e%2e'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(
        fc.array(part).map((parts) => parts.join('/')),
        (key) => {
          try {
            const full = path.posix.resolve('/', fullKey('prefix', key));
            assert.equal(full, `/prefix/${key}`);
          } catch (error) {
            assert.ok(error instanceof OriginFailure);
          }
        },
      ),
    );
  });
});
