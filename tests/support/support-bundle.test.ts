import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, type Workplace } from '../testing/workplace.ts';

/** Where each planted secret is from. */
const secrets = {
  environment: 'PLANTED-environment-1',
  keyId: 'PLANTEDKEYID0000001',
  password: 'PLANTED-password-1',
  proxy: 'PLANTED-proxy-1',
  webhookPath: 'PLANTED/webhook/path-1',
  webhookSecret: 'PLANTED-webhook-secret-1',
  passphrase: 'PLANTED-passphrase-1',
  streamKey: 'PLANTED-stream-key-1',
  keptKey: 'PLANTED-kept/key+1',
  token: 'PLANTED-token-1',
  profile: 'PLANTED-profile-1',
} as const;

/** A broadcast that ran, with secrets wherever they could get to. */
async function plant(place: Workplace) {
  const profiles = join(place.root, 'credentials');
  writeFileSync(profiles, `[default]\naws_secret_access_key = ${secrets.profile}\n`);
  const env = {
    AWS_SECRET_ACCESS_KEY: secrets.environment,
    AWS_ACCESS_KEY_ID: secrets.keyId,
    SURECAST_CONSOLE_PASSWORD: secrets.password,
    HTTPS_PROXY: `http://user:${secrets.proxy}@127.0.0.1:9`,
    HOOK: `http://127.0.0.1:9/${secrets.webhookPath}`,
    HOOK_SIGNING: secrets.webhookSecret,
    AWS_SHARED_CREDENTIALS_FILE: profiles,
  };
  const ended = await runSurecast(liveArgs(place, [place.folder('origin').url], '--duration', '2'), { env });
  assert.equal(ended.status, 0, ended.stdout + ended.stderr);
  const said = [
    ...Object.values(secrets).slice(0, 4),
    `https://hooks.example/${secrets.webhookPath} ${secrets.webhookSecret} ${secrets.keptKey}`,
    JSON.stringify({ key: secrets.keptKey, url: encodeURIComponent(secrets.keptKey) }),
    `srt://h:1?passphrase=${secrets.passphrase} rtmp://h/app/${secrets.streamKey}`,
    `${secrets.token} ${secrets.profile}`,
  ].join('\n');
  appendFileSync(join(place.data, 'logs', 'surecast.log'), said);
  appendFileSync(join(place.data, 'broadcasts', 'show', 'runs', '0001', 'ffmpeg.log'), said);
  for (const [name, text] of [
    ['keys-of-origins.json', JSON.stringify({ 's3://b/p': { secretAccessKey: secrets.keptKey } })],
    ['a-token', `${secrets.token}\n`],
  ] as const) {
    writeFileSync(join(place.data, name), text);
    chmodSync(join(place.data, name), 0o600);
  }
  const { alarms: _none, ...config } = JSON.parse(readFileSync(place.config, 'utf8'));
  const more = {
    ...config,
    source: `srt://127.0.0.1:9000?passphrase=${secrets.passphrase}`,
    alarms: {
      webhooks: [
        'env:HOOK',
        { url: `http://127.0.0.1:9/${secrets.webhookPath}`, secret: 'env:HOOK_SIGNING' },
      ],
    },
  };
  writeFileSync(place.config, JSON.stringify(more));
  return env;
}

function unpack(place: Workplace): string {
  const { status, stderr } = spawnSync('tar', ['-xzf', 'bundle.tar.gz'], {
    cwd: place.root,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  return join(place.root, 'surecast-support');
}

describe('a support bundle', () => {
  it('holds what is needed to find out what went wrong, and no secret from anywhere', async (t) => {
    const place = await createWorkplace(t);
    const env = await plant(place);
    const args = ['support-bundle', '--data', place.data, '--config', place.config];
    const made = await runSurecast([...args, '--output', join(place.root, 'bundle.tar.gz')], { env });
    assert.equal(made.status, 0, made.stdout + made.stderr);
    const folder = unpack(place);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );
    const texts = new Map(
      files.map(({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
      }),
    );
    for (const [path, text] of texts) {
      assert.doesNotMatch(text, /PLANTED/, path);
      assert.doesNotMatch(text, /"notRead"/, path);
      if (path.endsWith('.json')) assert.ok(JSON.parse(text) !== undefined, path);
    }
    const all = [...texts.keys()].sort();
    const parts = ['about', 'catalog', 'config', 'ffmpeg/runs', 'status'].map((name) => `${name}.json`);
    assert.deepEqual(all, [...parts, 'ffmpeg/1.log', 'logs/surecast.log'].sort());
    assert.match(texts.get('about.json') ?? '', /"surecast": "\d/);
    assert.match(texts.get('config.json') ?? '', /passphrase=\*\*\*.*"180p"/s);
    assert.match(texts.get('status.json') ?? '', /"phase": "complete"/);
    assert.match(texts.get('catalog.json') ?? '', /"name": "uploads".*"state": "verified"/s);
    assert.match(texts.get('ffmpeg/1.log') ?? '', /^\$ .*ffmpeg/m);
    assert.match(texts.get('logs/surecast.log') ?? '', /Broadcast show:.*Complete at/s);
  });

  it('is made of what there is where little is, and refused where it can’t be written', async (t) => {
    const place = await createWorkplace(t);
    const args = [
      'support-bundle',
      '--data',
      place.data,
      '--config',
      join(place.root, 'missing.yml'),
      '--output',
    ];
    const made = await runSurecast([...args, join(place.root, 'bundle.tar.gz')]);
    assert.equal(made.status, 0, made.stderr);
    const folder = unpack(place);
    assert.match(readFileSync(join(folder, 'status.json'), 'utf8'), /"notRead":.*no data directory/);
    assert.match(readFileSync(join(folder, 'config.json'), 'utf8'), /"notRead"/);
    const refused = await runSurecast([...args, join(place.root, 'nowhere', 'bundle.tar.gz')]);
    assert.deepEqual([refused.status, /OUTPUT_UNWRITABLE/.test(refused.stderr)], [2, true]);
  });
});
