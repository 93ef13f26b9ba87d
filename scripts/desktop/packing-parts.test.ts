import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { ffmpegTerms, needsOwnLibraries, sourceOffer } from './ffmpeg-terms.ts';
import { icnsOf, icoOf } from './icon-containers.ts';
import { trayPictures } from './tray-pictures.ts';

const root = join(import.meta.dirname, '..', '..');
const icons = join(root, 'electron', 'icons');
const captured = (name: string) => readFileSync(join(root, 'fixtures', 'captured', 'ffmpeg', name), 'utf8');
const configured = (flags: string) => `ffmpeg version 8.0\nconfiguration: ${flags}\n`;

describe('the terms of an FFmpeg', () => {
  it('are read from how it was configured', () => {
    assert.equal(ffmpegTerms(configured('--enable-gpl --enable-libx264')).licence, 'GPL-2.0-or-later');
    assert.equal(ffmpegTerms(configured('--enable-version3 --enable-gpl')).licence, 'GPL-3.0-or-later');
    assert.equal(ffmpegTerms(configured('--enable-version3')).licence, 'LGPL-3.0-or-later');
    assert.equal(ffmpegTerms(configured('--disable-gpl')).licence, 'LGPL-2.1-or-later');
    assert.match(ffmpegTerms(captured('5.1.9-version.txt')).licence, /^GPL/);
  });

  it('forbid a nonfree build, and one that does not say', () => {
    assert.equal(ffmpegTerms(configured('--enable-gpl --enable-nonfree')).licence, 'none');
    assert.equal(ffmpegTerms('something else').licence, 'none');
  });

  it('come with the offer of its source', () => {
    const offer = sourceOffer(
      configured('--enable-gpl'),
      'GPL-2.0-or-later',
      'https://downloads.example/ffmpeg-8.0.tar.xz',
    );
    for (const part of [
      'ffmpeg version 8.0',
      '--enable-gpl',
      'GPL-2.0-or-later',
      'https://downloads.example/ffmpeg-8.0.tar.xz',
    ])
      assert.ok(offer.includes(part), part);
  });

  it('are of no use for one that needs libraries of this machine', () => {
    assert.ok(needsOwnLibraries('\tlibavcodec.so.59 => /lib/x86_64-linux-gnu/libavcodec.so.59 (0x00)'));
    assert.ok(!needsOwnLibraries('\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00)'));
  });
});

describe('npm run pack:vendor', () => {
  it('refuses in a sentence what it can’t package', (t) => {
    const vendor = temporaryDirectory(t);
    const run = (args: readonly string[]) =>
      spawnSync(
        process.execPath,
        [join(import.meta.dirname, 'gather-vendor.ts'), '--vendor', vendor, ...args],
        {
          encoding: 'utf8',
        },
      );
    const unknown = run(['--target', 'amiga-68k']);
    assert.equal(unknown.status, 1);
    assert.match(unknown.stderr, /^pack:vendor: --target is one of linux-x64, /);
    const missing = run([
      '--target',
      'linux-x64',
      '--ffmpeg',
      '/nowhere/ffmpeg',
      '--ffmpeg-source',
      'https://x.example',
    ]);
    assert.match(missing.stderr, /There is no \/nowhere\/ffmpeg\./);
    assert.match(run(['--target', 'linux-x64']).stderr, /--ffmpeg is needed/);
  });
});

describe('icons', () => {
  it('are containers of PNGs that their readers find their way in', () => {
    const pngs = [16, 256].map((side) => ({ side, bytes: Buffer.from(`png of ${side}`) }));
    const ico = icoOf(pngs);
    assert.equal(ico.readUInt16LE(4), 2);
    for (const [index, { side, bytes }] of pngs.entries()) {
      const entry = 6 + index * 16;
      assert.equal(ico.readUInt8(entry) || 256, side);
      const [length, offset] = [ico.readUInt32LE(entry + 8), ico.readUInt32LE(entry + 12)];
      assert.deepEqual(ico.subarray(offset, offset + length), bytes);
    }
    const icns = icnsOf(pngs);
    assert.equal(icns.readUInt32BE(4), icns.length);
    assert.equal(icns.toString('latin1', 8, 12), 'icp4');
  });

  it('are there as drawn, one of the tray for each mood', () => {
    const png = readFileSync(join(icons, 'icon.png'));
    assert.equal(png.toString('latin1', 1, 4), 'PNG');
    assert.equal(png.readUInt32BE(16), 512);
    assert.equal(readFileSync(join(icons, 'icon.ico')).readUInt16LE(2), 1);
    assert.equal(readFileSync(join(icons, 'icon.icns')).toString('latin1', 0, 4), 'icns');
    const pictures = trayPictures(readFileSync(join(icons, 'tray.svg'), 'utf8'));
    assert.equal(pictures.length, 4);
    for (const [mood, svg] of pictures) {
      assert.doesNotMatch(svg, /COLOUR|SIGN/);
      assert.equal(readFileSync(join(icons, `tray-${mood}@2x.png`)).readUInt32BE(16), 32);
    }
    assert.equal(
      new Set(pictures.map(([, svg]) => /d="([^"]+)"/.exec(svg)?.[1])).size,
      4,
      'a sign of its own each',
    );
  });
});
