import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfig } from '../../contract/config.ts';
import { fc } from '../../fixtures/property-testing.ts';
import { checkSettings } from './check-settings.ts';
import { readConfig } from './read-config.ts';
import { emptyOrigin, nextRowId, type SettingsForm } from './settings-form.ts';
import { writeConfig } from './write-config.ts';

const file = {
  source: 'device:/dev/video0,audio:hw:1',
  origins: [
    's3://main/live',
    { url: 's3://archive', optional: true, endpoint: 'https://s3.test', region: 'eu-1' },
  ],
  broadcast: 'sunday',
  dataDirectory: '/data',
  segmentSeconds: 4,
  container: 'fmp4',
  variants: [
    { name: '720p', width: 1280, height: 720, framesPerSecond: 29.97, videoKbps: 3000, audioKbps: 160 },
  ],
  maxUplinkRate: '6M',
  interfaces: ['eth0', 'wwan0'],
  retention: { keepHours: 48, whenFull: true },
  alarms: { off: ['silence'], webhooks: ['https://hooks.test/a', { url: 'env:HOOK', secret: 'env:SECRET' }] },
};

/** A form of `file` with some of it typed over. */
const edited = (change: Partial<SettingsForm>): SettingsForm => ({ ...readConfig(file), ...change });
const texts = (change: Partial<SettingsForm['texts']>): SettingsForm =>
  edited({ texts: { ...readConfig(file).texts, ...change } });

function errorsOf(form: SettingsForm): Readonly<Record<string, string>> {
  const checked = checkSettings(form, file);
  return checked.ok ? {} : checked.errors;
}

describe('the form of the settings', () => {
  it('writes what it read when nothing was touched, also what it does not show', () => {
    assert.deepEqual(writeConfig(readConfig(file), file), file);
    assert.deepEqual(checkSettings(readConfig(file), file), { ok: true, config: file });
  });

  it('writes the same however it was filled, and never what the program would refuse', () => {
    const text = fc.oneof(fc.constant(''), fc.string({ maxLength: 8 }), fc.integer().map(String));
    const keys = ['segmentSeconds', 'maxUplinkRate', 'stallSeconds', 'interfaces', 'container'] as const;
    fc.assert(
      fc.property(fc.record(Object.fromEntries(keys.map((key) => [key, text]))), (typed) => {
        const checked = checkSettings(texts(typed), file);
        if (!checked.ok) return;
        parseConfig(checked.config, 'surecast.yml');
        assert.deepEqual(writeConfig(readConfig(checked.config), checked.config), checked.config);
      }),
    );
  });

  it('leaves out what is left empty', () => {
    const { config } = { config: writeConfig(texts({ segmentSeconds: ' ', interfaces: '\n' }), file) };
    assert.ok(!('segmentSeconds' in config) && !('interfaces' in config));
    const bare = writeConfig(
      edited({
        origins: [],
        variants: [],
        webhooks: [],
        retention: { keepHours: '', maxGigabytes: '', whenFull: false },
      }),
      {},
    );
    assert.ok(!('origins' in bare) && !('variants' in bare) && !('retention' in bare));
  });

  it('keeps what an origin’s entry says besides', () => {
    const base = { origins: [{ url: 's3://a/b', future: 1 }] };
    assert.deepEqual(writeConfig(readConfig(base), base)['origins'], base.origins);
  });

  it('reads a decimal comma', () => {
    assert.equal(writeConfig(texts({ segmentSeconds: '2,5' }), file)['segmentSeconds'], 2.5);
  });

  it('reads whatever a file may hold without an error', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (config) => void readConfig(config)));
    assert.deepEqual(readConfig({ origins: 7, variants: 'x', retention: null, source: 3 }).origins, []);
  });

  it('numbers new rows apart from all others', () => {
    assert.equal(nextRowId([]), 1);
    assert.equal(nextRowId([{ rowId: 3 }, { rowId: 1 }]), 4);
  });
});

describe('the check of the settings', () => {
  it('says at the field what is wrong with a number', () => {
    assert.deepEqual(errorsOf(texts({ segmentSeconds: '0.1' })), { segmentSeconds: 'At least 0.5.' });
    assert.deepEqual(errorsOf(texts({ segmentSeconds: '90' })), { segmentSeconds: 'At most 60.' });
    assert.deepEqual(errorsOf(texts({ segmentSeconds: 'two' })), { segmentSeconds: 'A number is needed.' });
    assert.deepEqual(errorsOf(texts({ liveEdgeSegments: '1.5' })), {
      liveEdgeSegments: 'A whole number is needed.',
    });
    assert.deepEqual(errorsOf(edited({ retention: { keepHours: '0', maxGigabytes: '', whenFull: false } })), {
      'retention.keepHours': 'More than 0.',
    });
  });

  it('says at the field what is wrong with a text', () => {
    assert.deepEqual(Object.keys(errorsOf(texts({ maxUplinkRate: 'fast' }))), ['maxUplinkRate']);
    assert.deepEqual(Object.keys(errorsOf(texts({ container: 'avi' }))), ['container']);
    assert.deepEqual(Object.keys(errorsOf(texts({ interfaces: 'eth0\na/b' }))), ['interfaces.1']);
  });

  it('says at the row what is wrong with an origin', () => {
    const origin = (url: string, optional = false) => ({ ...emptyOrigin(1), url, optional });
    const urls = (...list: string[]) => errorsOf(edited({ origins: list.map((url) => origin(url)) }));
    assert.deepEqual(Object.keys(urls('s3://fine', 'http://no')), ['origins.1.url']);
    assert.deepEqual(Object.keys(urls('')), ['origins.0.url']);
    assert.deepEqual(Object.keys(urls('s3://twice', 's3://twice')), ['origins.1.url']);
    assert.deepEqual(Object.keys(errorsOf(edited({ origins: [origin('s3://fine', true)] }))), ['origins']);
  });

  it('says at the field what is wrong with an endpoint, a region and a webhook', () => {
    const origins = [{ ...emptyOrigin(1), url: 's3://fine', endpoint: 'ftp://no', region: 'a b' }];
    assert.deepEqual(Object.keys(errorsOf(edited({ origins }))), ['origins.0.endpoint', 'origins.0.region']);
    const webhooks = [
      { rowId: 1, url: 'nowhere', secret: '' },
      { rowId: 2, url: 'env:HOOK', secret: 'plain' },
    ];
    assert.deepEqual(Object.keys(errorsOf(edited({ webhooks }))), [
      'alarms.webhooks.0.url',
      'alarms.webhooks.1.secret',
    ]);
  });

  it('says at the row what is wrong with a variant', () => {
    const [variant] = readConfig(file).variants;
    assert.ok(variant !== undefined);
    const variants = [variant, { ...variant, rowId: 2, width: '', audioKbps: '1000' }];
    assert.deepEqual(Object.keys(errorsOf(edited({ variants }))).sort(), [
      'variants.1.audioKbps',
      'variants.1.name',
      'variants.1.width',
    ]);
  });

  it('asks for a source', () => {
    for (const source of ['', ' ', 'device:', 'file:'])
      assert.deepEqual(Object.keys(errorsOf(edited({ source }))), ['source']);
  });
});
