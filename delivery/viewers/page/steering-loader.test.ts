import assert from 'node:assert/strict';
import { test } from 'node:test';
import { urlAtSameServer } from './steering-loader.mjs';

const steering = 'http://edge-a.test:8080/steering/~token/show?home=edge-a&playlists=v/index.m3u8';

test('the steering manifest is asked for at the server of the playlist, with the same token and query', () => {
  assert.equal(
    urlAtSameServer(steering, 'https://edge-b.test/live/~token/show/v/index.m3u8'),
    'https://edge-b.test/steering/~token/show?home=edge-a&playlists=v/index.m3u8',
  );
  assert.equal(urlAtSameServer(steering, 'http://edge-a.test:8080/live/~token/show/v/index.m3u8'), steering);
});

test('before there is a playlist it is asked for where the broadcast says', () => {
  assert.equal(urlAtSameServer(steering, undefined), steering);
});
