import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { fc } from '../../fixtures/property-testing.ts';
import { editConfigText } from './edit-yaml.ts';

const text = `# The venue's encoder
source: screen # the slides

# Where it goes
origins:
  # the archive in the cellar
  - file:/srv/archive
  - url: s3://events/live # the CDN
    optional: false
segmentSeconds: 2
`;

test('what stays keeps its comments, its order and its place', () => {
  const edited = editConfigText(text, {
    source: 'test',
    origins: ['file:/srv/archive', { url: 's3://events/live', optional: true }],
    segmentSeconds: 4,
    port: 7071,
  });
  assert.equal(
    edited,
    text
      .replace('screen', 'test')
      .replace('optional: false', 'optional: true')
      .replace('segmentSeconds: 2\n', 'segmentSeconds: 4\nport: 7071\n'),
  );
});

test('what is taken out goes, and the comments of the rest stay', () => {
  const edited = editConfigText(text, {
    source: 'screen',
    origins: [{ url: 's3://events/live', optional: false }],
  });
  assert.match(edited, /# The venue's encoder/);
  assert.match(edited, /url: s3:\/\/events\/live # the CDN/);
  assert.doesNotMatch(edited, /file:|segmentSeconds/);
});

test('JSON stays JSON', () => {
  const edited = editConfigText('{"source":"test"}', { source: 'screen', port: 1 });
  assert.deepEqual(JSON.parse(edited), { source: 'screen', port: 1 });
});

test('an anchor that says too much gives way to plain text', () => {
  const shared = 'a: &both\n  x: 1\nb: *both\n';
  assert.deepEqual(parse(editConfigText(shared, { a: { x: 2 }, b: { x: 1 } })), { a: { x: 2 }, b: { x: 1 } });
});

test('an empty file and one with comments alone take settings', () => {
  assert.deepEqual(parse(editConfigText('', { port: 1 })), { port: 1 });
  assert.deepEqual(parse(editConfigText('# nothing yet\n', { port: 1 })), { port: 1 });
});

test('whatever is written is read back as it was given, whatever stood there before', () => {
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const list = fc.array(
    fc.oneof(scalar, fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), scalar, { noNullPrototype: true })),
  );
  const config = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.oneof(scalar, list), {
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(config, config, (before, after) => {
      const first = editConfigText('# head\n', before);
      assert.deepEqual(parse(first) ?? {}, before);
      assert.deepEqual(parse(editConfigText(first, after)) ?? {}, after);
    }),
  );
});
