import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pictureOnly, sharesHardware } from './shares-hardware.ts';
import { parseSource } from './source.ts';

const shares = (one: string, other: string) => sharesHardware(parseSource(one), parseSource(other));

test('a device, a microphone and an address are opened once', () => {
  assert.ok(shares('device:/dev/video0', 'device:/dev/video0,audio:hw:1'));
  assert.ok(shares('device:/dev/video0,audio:hw:1', 'screen,audio:hw:1'));
  assert.ok(shares('srt://0.0.0.0:9000?mode=listener', 'srt://0.0.0.0:9000?mode=listener'));
});

test('what any number may look at is shared by nobody', () => {
  for (const source of ['test', 'screen', 'file:show.mp4']) assert.ok(!shares(source, source), source);
  assert.ok(!shares('device:/dev/video0', 'device:/dev/video1'));
  assert.ok(!shares('device:/dev/video0', 'screen'));
});

test('a picture needs no microphone', () => {
  assert.ok(!sharesHardware(pictureOnly(parseSource('screen,audio:hw:1')), parseSource('screen,audio:hw:1')));
});
