/**
 * `npm run pack:vendor -- --target linux-x64 --ffmpeg PATH --ffmpeg-source URL [--node PATH]`: puts Node 24 and FFmpeg for one target into
 * vendor/, with their licences, where electron-builder.yml takes them from.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ffmpegTerms, needsOwnLibraries, sourceOffer } from './ffmpeg-terms.ts';

const root = dirname(dirname(import.meta.dirname));
const targets = ['linux-x64', 'linux-arm64', 'mac-x64', 'mac-arm64', 'win-x64', 'win-arm64'];

const { values } = parseArgs({
  options: {
    target: { type: 'string' },
    ffmpeg: { type: 'string' },
    'ffmpeg-source': { type: 'string' },
    node: { type: 'string' },
    vendor: { type: 'string', default: join(root, 'vendor') },
  },
});

try {
  gather();
} catch (error) {
  console.error(`pack:vendor: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

function gather(): void {
  const target = values.target ?? '';
  if (!targets.includes(target)) throw new Error(`--target is one of ${targets.join(', ')}.`);
  const folder = join(values.vendor, target);
  gatherFfmpeg(join(folder, 'ffmpeg'), required('ffmpeg'), required('ffmpeg-source'));
  gatherNode(join(folder, 'node'), target, values.node);
  console.log(`${folder} holds Node and FFmpeg for ${target}.`);
}

function required(name: 'ffmpeg' | 'ffmpeg-source'): string {
  const value = values[name] ?? '';
  if (value === '') throw new Error(`--${name} is needed; docs/packaging.md says why.`);
  return value;
}

/** FFmpeg and the ffprobe beside it. They are run: gather on a machine of the target's kind. */
function gatherFfmpeg(folder: string, ffmpeg: string, sourceUrl: string): void {
  const ffprobe = join(dirname(ffmpeg), basename(ffmpeg).replace(/ffmpeg/, 'ffprobe'));
  for (const path of [ffmpeg, ffprobe]) if (!existsSync(path)) throw new Error(`There is no ${path}.`);
  const version = outputOf(ffmpeg, ['-version']);
  const terms = ffmpegTerms(version);
  if (terms.licence === 'none') throw new Error(`${ffmpeg} can't be packaged: ${terms.reason}.`);
  const linked = process.platform === 'win32' ? '' : outputOf(...linkedBy(ffmpeg));
  if (needsOwnLibraries(linked))
    throw new Error(`${ffmpeg} needs FFmpeg's libraries of this machine; take a build that has them in it.`);
  place(folder, [ffmpeg, ffprobe]);
  writeFileSync(join(folder, 'LICENCE.txt'), outputOf(ffmpeg, ['-hide_banner', '-L']));
  writeFileSync(join(folder, 'SOURCE.txt'), sourceOffer(version, terms.licence, sourceUrl));
}

function linkedBy(path: string): [string, string[]] {
  return process.platform === 'darwin' ? ['otool', ['-L', path]] : ['ldd', [path]];
}

/** Node 24: as named, else the one that npm has brought for the target. */
function gatherNode(folder: string, target: string, named: string | undefined): void {
  const file = target.startsWith('win') ? 'node.exe' : 'node';
  const packageFolder = join(root, 'node_modules', `node-${target}`);
  const path = named ?? join(packageFolder, 'bin', file);
  if (!existsSync(path))
    throw new Error(`npm has brought no Node for ${target}: name one with --node (nodejs.org has them all).`);
  place(folder, [path]);
  const licence = [join(packageFolder, 'LICENSE'), join(dirname(dirname(path)), 'LICENSE')].find((one) =>
    existsSync(one),
  );
  if (licence === undefined)
    throw new Error(`There is no LICENSE beside ${path}; it belongs in the package.`);
  copyFileSync(licence, join(folder, 'LICENCE.txt'));
}

function place(folder: string, files: readonly string[]): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const path of files) {
    copyFileSync(path, join(folder, basename(path)));
    chmodSync(join(folder, basename(path)), 0o755);
  }
}

function outputOf(program: string, args: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: 20_000 });
  if (error !== undefined) throw new Error(`${program} does not run here: ${error.message}.`);
  return stdout + stderr;
}
