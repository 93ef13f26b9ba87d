import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeRequest, type Place, type RequestFace } from './judge-request.ts';

const loopback: Place = { scheme: 'http', hostNames: [], anyAddress: false };
const network: Place = { scheme: 'https', hostNames: ['encoder.local'], anyAddress: true };

function verdict(
  headers: RequestFace['headers'],
  { method = 'GET', path = '/api/console', place = loopback } = {},
): string | undefined {
  return judgeRequest({ method, path, headers }, place)?.code;
}

describe('where a request comes from', () => {
  it('is this machine’s own names on loopback, whatever the port', () => {
    for (const host of ['127.0.0.1:7070', 'localhost', 'LOCALHOST:1', '[::1]:7070'])
      assert.equal(verdict({ host }), undefined, host);
    for (const host of [
      undefined,
      '',
      'evil.example',
      '127.0.0.1.evil.example',
      '127.0.0.1:x',
      'a b',
      '192.168.1.2',
      '[::1',
      'localhost@evil',
    ])
      assert.equal(verdict({ host }), 'HOST_REFUSED', host);
  });

  it('beyond loopback is an address or a name given, never another name', () => {
    for (const host of ['192.168.1.2:7070', '[fe80::1]:7070', 'encoder.local:7070', 'localhost:7070'])
      assert.equal(verdict({ host }, { place: network }), undefined, host);
    assert.equal(verdict({ host: 'evil.example' }, { place: network }), 'HOST_REFUSED');
  });

  it('is no other page', () => {
    const host = '127.0.0.1:7070';
    assert.equal(verdict({ host, origin: 'http://127.0.0.1:7070' }), undefined);
    for (const origin of ['null', 'http://127.0.0.1:7071', 'https://127.0.0.1:7070', 'http://evil.example'])
      assert.equal(verdict({ host, origin }), 'REQUEST_FOREIGN', origin);
  });

  it('is no other site, but for a link to the page', () => {
    const from = (site: string, more: object = {}) => ({
      host: 'localhost',
      'sec-fetch-site': site,
      ...more,
    });
    assert.equal(verdict(from('same-origin')), undefined);
    assert.equal(verdict(from('none')), undefined);
    assert.equal(verdict(from('cross-site')), 'REQUEST_FOREIGN');
    assert.equal(verdict(from('same-site')), 'REQUEST_FOREIGN');
    const link = from('cross-site', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' });
    assert.equal(verdict(link, { path: '/' }), undefined);
    assert.equal(verdict(link, { path: '/api/console' }), 'REQUEST_FOREIGN');
    assert.equal(verdict(link, { path: '/', method: 'POST' }), 'REQUEST_FOREIGN');
    assert.equal(verdict({ ...link, 'sec-fetch-dest': 'iframe' }, { path: '/' }), 'REQUEST_FOREIGN');
  });
});
