import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { proxyFor } from './proxy-choice.ts';
import { SurecastError } from './surecast-error.ts';

const all = { HTTPS_PROXY: 'http://secure:1', HTTP_PROXY: 'http://plain:2', ALL_PROXY: 'http://any:3' };
const hostOf = (url: string, variables: Record<string, string>) => proxyFor(url, variables)?.address.host;

describe('the proxy for a URL', () => {
  it('is the one of its scheme, or else the one for all', () => {
    assert.equal(hostOf('https://store.test', all), 'secure');
    assert.equal(hostOf('http://store.test', all), 'plain');
    assert.equal(hostOf('https://store.test', { ...all, HTTPS_PROXY: '' }), 'any');
    assert.equal(hostOf('https://store.test', { HTTP_PROXY: 'http://plain' }), undefined);
  });

  it('is named in lower case before upper case', () => {
    assert.equal(hostOf('https://store.test', { ...all, https_proxy: 'http://lower' }), 'lower');
    assert.equal(hostOf('https://store.test', { ...all, no_proxy: 'store.test', NO_PROXY: 'x' }), undefined);
  });

  it('may be written without its scheme, with TLS, with an IPv6 address, with a user', () => {
    const proxy = (value: string) => proxyFor('https://store.test', { https_proxy: value });
    const plain = { isSecure: false, authorization: undefined };
    assert.deepEqual(proxy('proxy:3128'), { ...plain, address: { host: 'proxy', port: 3128 } });
    assert.deepEqual(proxy('http://[::2]'), { ...plain, address: { host: '::2', port: 80 } });
    assert.deepEqual(proxy('https://u:p%40ss@proxy'), {
      address: { host: 'proxy', port: 443 },
      isSecure: true,
      authorization: `Basic ${Buffer.from('u:p@ss').toString('base64')}`,
    });
  });

  for (const value of [
    'socks5://planted-secret@proxy',
    'http://',
    'http://u:planted-secret%@proxy',
    'http://a b',
  ]) {
    it(`is refused when it is ${value}, which is not repeated`, () => {
      assert.throws(
        () => proxyFor('https://store.test', { https_proxy: value }),
        (error) =>
          error instanceof SurecastError &&
          error.code === 'PROXY_INVALID' &&
          !error.message.includes('planted-secret'),
      );
    });
  }

  for (const url of [
    'http://localhost:9000',
    'https://127.8.9.1',
    'http://[::1]:9000',
    'http://a.localhost',
  ]) {
    it(`is none for this machine itself: ${url}`, () => assert.equal(proxyFor(url, all), undefined));
  }

  for (const [noProxy, url, isDirect] of [
    ['*', 'https://store.test', true],
    ['store.test', 'https://store.test', true],
    ['test', 'https://store.test', true],
    ['.test', 'https://store.test.', true],
    ['*.test', 'https://store.test', true],
    ['ore.test', 'https://store.test', false],
    ['other, STORE.test', 'https://store.test', true],
    ['store.test:9000', 'https://store.test', false],
    ['store.test:443', 'https://store.test', true],
    ['10.0.0.0/8', 'https://10.9.8.7', true],
    ['10.0.0.0/8', 'https://11.9.8.7', false],
    ['10.1.2.3', 'https://10.1.2.3', true],
    ['fd00::/8', 'https://[fd00::1]', true],
    ['[fd00::1]:443', 'https://[fd00::1]', true],
    ['10.0.0.0/99 / :: [ ]', 'https://10.9.8.7', false],
    ['. *. ,,', 'https://store.test', false],
  ] as const) {
    it(`is ${isDirect ? 'none' : 'there'} for ${url} with NO_PROXY ${noProxy}`, () => {
      assert.equal(proxyFor(url, { ...all, NO_PROXY: noProxy }) === undefined, isDirect);
    });
  }

  it('is decided whatever the variables hold', () => {
    fc.assert(
      fc.property(fc.webUrl(), fc.string(), fc.string(), (url, https_proxy, no_proxy) => {
        try {
          proxyFor(url, { https_proxy, http_proxy: https_proxy, no_proxy });
        } catch (error) {
          assert.ok(error instanceof SurecastError && error.code === 'PROXY_INVALID');
        }
      }),
    );
  });
});
