import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Installation, isUpdateUrl, looksForUpdates, updateStep } from './update-decision.ts';

const windows: Installation = {
  isPackaged: true,
  platform: 'win32',
  appImage: undefined,
  hasFeed: true,
  wish: undefined,
};

test('nothing at all is done about updates while anything is captured or delivered', () => {
  for (const activity of ['capturing', 'delivering'] as const) {
    for (const update of ['none', 'available', 'downloaded'] as const) {
      for (const moment of ['regular', 'leaving'] as const)
        assert.equal(updateStep(update, activity, moment), 'nothing');
    }
  }
});

test('while idle it is looked for, downloaded, offered, and installed as the app leaves', () => {
  assert.equal(updateStep('none', 'idle', 'regular'), 'check');
  assert.equal(updateStep('available', 'idle', 'regular'), 'download');
  assert.equal(updateStep('downloaded', 'idle', 'regular'), 'offer');
  assert.equal(updateStep('downloaded', 'idle', 'leaving'), 'install');
  assert.equal(updateStep('available', 'idle', 'leaving'), 'nothing');
});

test('a deb, a checkout and a package without a feed leave themselves alone', () => {
  assert.equal(looksForUpdates(windows), true);
  assert.equal(looksForUpdates({ ...windows, platform: 'darwin' }), true);
  const deb = { ...windows, platform: 'linux' };
  assert.equal(looksForUpdates(deb), false);
  assert.equal(looksForUpdates({ ...deb, wish: 'on' }), true);
  assert.equal(looksForUpdates({ ...deb, appImage: '/home/ann/surecast.AppImage' }), true);
  for (const not of [{ isPackaged: false }, { hasFeed: false }, { wish: 'off' }])
    assert.equal(looksForUpdates({ ...windows, ...not }), false);
  assert.equal(looksForUpdates({ ...windows, isPackaged: false, wish: 'on' }), false);
});

test('updates come by https alone', () => {
  assert.ok(isUpdateUrl('https://updates.example/surecast/'));
  for (const url of ['http://updates.example/', 'file:///tmp/x', '', 'updates']) assert.ok(!isUpdateUrl(url));
});
