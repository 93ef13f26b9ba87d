import { spawnSync } from 'node:child_process';
import { findProgram } from './programs.mjs';
import { run } from './run.mjs';
import { SetupFailure, say } from './say.mjs';

/**
 * Package managers in the order in which they are looked for, and what each calls the things that Surecast needs.
 * A thing without a name in a manager cannot be had from it.
 * @type {Record<string, { install: readonly string[], root: boolean, names: Record<string, string> }>}
 */
export const managers = {
  'apt-get': {
    install: ['install', '--yes', '--no-install-recommends'],
    root: true,
    names: {
      ffmpeg: 'ffmpeg',
      ffprobe: 'ffmpeg',
      Xvfb: 'xvfb',
      pulseaudio: 'pulseaudio',
      pactl: 'pulseaudio-utils',
      'espeak-ng': 'espeak-ng',
      chromium: 'chromium',
      strace: 'strace',
      faketime: 'faketime',
      nginx: 'nginx-light',
      wrk: 'wrk',
      go: 'golang-go',
    },
  },
  dnf: {
    install: ['install', '--assumeyes'],
    root: true,
    names: {
      ffmpeg: 'ffmpeg-free',
      ffprobe: 'ffmpeg-free',
      Xvfb: 'xorg-x11-server-Xvfb',
      pulseaudio: 'pulseaudio',
      pactl: 'pulseaudio-utils',
      'espeak-ng': 'espeak-ng',
      chromium: 'chromium',
      strace: 'strace',
      faketime: 'libfaketime',
      nginx: 'nginx',
      wrk: 'wrk',
      go: 'golang',
    },
  },
  pacman: {
    install: ['-S', '--needed', '--noconfirm'],
    root: true,
    names: {
      ffmpeg: 'ffmpeg',
      ffprobe: 'ffmpeg',
      Xvfb: 'xorg-server-xvfb',
      pulseaudio: 'pulseaudio',
      pactl: 'libpulse',
      'espeak-ng': 'espeak-ng',
      chromium: 'chromium',
      strace: 'strace',
      faketime: 'libfaketime',
      nginx: 'nginx',
      wrk: 'wrk',
      go: 'go',
    },
  },
  apk: {
    install: ['add', '--no-interactive'],
    root: true,
    names: {
      ffmpeg: 'ffmpeg',
      ffprobe: 'ffmpeg',
      Xvfb: 'xvfb',
      pulseaudio: 'pulseaudio',
      pactl: 'pulseaudio-utils',
      'espeak-ng': 'espeak-ng',
      chromium: 'chromium',
      strace: 'strace',
      faketime: 'libfaketime',
      nginx: 'nginx',
      wrk: 'wrk',
      go: 'go',
    },
  },
  brew: {
    install: ['install'],
    root: false,
    names: {
      ffmpeg: 'ffmpeg',
      ffprobe: 'ffmpeg',
      pulseaudio: 'pulseaudio',
      pactl: 'pulseaudio',
      'espeak-ng': 'espeak-ng',
      nginx: 'nginx',
      wrk: 'wrk',
      go: 'go',
    },
  },
  winget: {
    install: [
      'install',
      '--silent',
      '--accept-source-agreements',
      '--accept-package-agreements',
      '--exact',
      '--id',
    ],
    root: false,
    names: {
      ffmpeg: 'Gyan.FFmpeg',
      ffprobe: 'Gyan.FFmpeg',
      'espeak-ng': 'eSpeak-NG.eSpeak-NG',
      go: 'GoLang.Go',
    },
  },
  choco: {
    install: ['install', '--yes'],
    root: false,
    names: { ffmpeg: 'ffmpeg', ffprobe: 'ffmpeg', 'espeak-ng': 'espeak-ng', go: 'golang' },
  },
};

/**
 * What to run to install programs.
 * @param {string} manager a key of `managers`
 * @param {readonly string[]} programs
 * @returns {{ packages: string[], command: string[] } | undefined} undefined if the manager has none of them
 */
export function installCommand(manager, programs) {
  const known = managers[manager];
  if (known === undefined) return undefined;
  const packages = [...new Set(programs.flatMap((program) => known.names[program] ?? []))];
  return packages.length === 0 ? undefined : { packages, command: [manager, ...known.install, ...packages] };
}

/**
 * Installs the programs that are not on PATH with the system's package manager, where this user may; else throws with
 * the one command to type.
 * @param {Record<string, string>} wanted program -> what it is for
 * @param {string} [code] of the error
 */
export async function bringPrograms(wanted, code = 'PROGRAM_MISSING') {
  const missing = Object.keys(wanted).filter((program) => findProgram(program) === undefined);
  if (missing.length === 0) return;
  const why = missing.map((program) => `${program} (${wanted[program]})`).join(', ');
  const manager = Object.keys(managers).find((name) => findProgram(name) !== undefined);
  const plan = manager === undefined ? undefined : installCommand(manager, missing);
  if (manager === undefined || plan === undefined) {
    throw new SetupFailure(code, `Missing: ${why}.`, `Install ${missing.join(', ')} and start again.`);
  }
  const prefix = rightsPrefix(managers[manager]?.root ?? true);
  const typed = ['sudo', 'brew', 'winget'].includes(manager) ? plan.command : ['sudo', ...plan.command];
  const failure = new SetupFailure(code, `Missing: ${why}.`, `Type: ${typed.join(' ')}`);
  if (prefix === undefined) throw failure;
  say(`bringing ${why}: ${[...prefix, ...plan.command].join(' ')}`);
  await install(manager, prefix, plan);
  if (missing.some((program) => findProgram(program) === undefined)) throw failure;
}

/**
 * What to put before an installing command: nothing for root, `sudo -n` where that asks no password; undefined if
 * this user may not install, or said so with SURECAST_NO_INSTALL=1.
 * @param {boolean} needsRoot
 * @returns {string[] | undefined}
 */
function rightsPrefix(needsRoot) {
  if (process.env['SURECAST_NO_INSTALL'] === '1') return undefined;
  if (!needsRoot || process.getuid?.() === 0) return [];
  const sudo = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
  return sudo.status === 0 ? ['sudo', '-n'] : undefined;
}

/**
 * @param {string} manager
 * @param {readonly string[]} prefix
 * @param {{ packages: readonly string[], command: readonly string[] }} plan
 */
async function install(manager, prefix, { packages, command }) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  /** @type {(words: readonly string[], quiet?: boolean) => Promise<number>} */
  const start = (words, quiet = false) => run(words[0] ?? '', words.slice(1), { env, quiet });
  const isApt = manager === 'apt-get';
  const known = !isApt || (await start(['apt-cache', 'show', ...packages], true)) === 0;
  if (known && (await start([...prefix, ...command])) === 0) return;
  if (!isApt) return;
  // Unknown to the package lists, or gone from the server since they were fetched.
  await start([...prefix, 'apt-get', 'update']);
  await start([...prefix, ...command]);
}
