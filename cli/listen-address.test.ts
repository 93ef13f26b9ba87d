import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvalidArgumentError } from 'commander';
import { byteCount, hostAndPort, hostNames, serverUrl } from './listen-address.ts';

const refused = (work: () => unknown): void => assert.throws(work, InvalidArgumentError);

describe('addresses on the command line', () => {
  it('reads where to listen', () => {
    assert.deepEqual(hostAndPort('7443'), { host: '0.0.0.0', port: 7443 });
    assert.deepEqual(hostAndPort('127.0.0.1:0'), { host: '127.0.0.1', port: 0 });
    assert.deepEqual(hostAndPort('[::1]:80'), { host: '::1', port: 80 });
    assert.deepEqual(hostAndPort('main.example:7443'), { host: 'main.example', port: 7443 });
    for (const bad of ['', ':80', 'a:b', '::1:80', '1:70000', 'http://a:80', 'a b:80'])
      refused(() => hostAndPort(bad));
  });

  it('reads how others reach it', () => {
    assert.equal(serverUrl('https://edge-1.example'), 'https://edge-1.example');
    assert.equal(serverUrl('http://10.0.0.7:8080/'), 'http://10.0.0.7:8080');
    for (const bad of ['edge', 'ftp://a', 'http://a/b', 'http://u:p@a', 'http://a?x'])
      refused(() => serverUrl(bad));
  });

  it('reads names that browsers open a page by', () => {
    const names = ['encoder.example', 'encoder-1', 'my_encoder', '10.0.0.7', 'fe80::1', 'münchen.example'];
    assert.deepEqual(
      names.reduce<readonly string[]>((previous, name) => hostNames(name, previous), []),
      names,
    );
    for (const bad of ['', 'bad/name', 'a b', 'a:80', 'u@a', 'a?b', 'http://a', '[::1]'])
      refused(() => hostNames(bad, undefined));
  });

  it('reads amounts of bytes', () => {
    assert.equal(byteCount('1'), 1);
    assert.equal(byteCount('500M'), 500 * 1024 ** 2);
    assert.equal(byteCount('1.5GB'), 1.5 * 1024 ** 3);
    for (const bad of ['', '0', '-1', '1x', '1e9', 'G', '999999999999T']) refused(() => byteCount(bad));
  });
});
