import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfig } from '../../contract/config.ts';
import { chooseOrigins } from './origin-choice.ts';

const file = parseConfig(
  { origins: ['s3://main/live', { url: 's3://archive', optional: true }, { url: 'file:/nas' }] },
  'surecast.yml',
);

describe('the choice of origins', () => {
  it('is a folder in the data directory when nothing is said', () => {
    assert.deepEqual(chooseOrigins({}, {}, '/data'), {
      originUrls: ['file:/data/origin'],
      optionalOriginUrls: [],
    });
  });

  it('takes each entry of the configuration in its role', () => {
    assert.deepEqual(chooseOrigins({}, file, '/data'), {
      originUrls: ['s3://main/live', 'file:/nas'],
      optionalOriginUrls: ['s3://archive'],
    });
  });

  it('replaces only the role that an option names', () => {
    assert.deepEqual(chooseOrigins({ origin: ['s3://other'] }, file, '/data'), {
      originUrls: ['s3://other'],
      optionalOriginUrls: ['s3://archive'],
    });
  });

  it('takes an origin of both roles for a required one', () => {
    assert.deepEqual(chooseOrigins({ origin: ['s3://archive'] }, file, '/data').optionalOriginUrls, []);
  });

  it('refuses a configuration in which nothing is required', () => {
    assert.throws(() => parseConfig({ origins: [{ url: 's3://a', optional: true }] }, 'x'), {
      code: 'CONFIG_INVALID',
    });
  });
});
