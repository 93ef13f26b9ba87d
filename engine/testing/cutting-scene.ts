import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContainerName } from '../../catalog/broadcasts.ts';
import { type Catalog, openCatalog } from '../../catalog/catalog.ts';
import type { EngineEvent } from '../../contract/engine-events.ts';
import { logOutputArgs } from '../../encoder/log-output-args.ts';
import { catalogPath } from '../data-directory.ts';
import { VariantCutting } from '../variant-cutting.ts';

export const variantName = '90p';
const runDirectory = 'broadcasts/show/runs/0001';

/** Records a capture log as the encoder does: seven seconds and a half with a keyframe each second, rotated every three. */
export function recordLog(directory: string, container: ContainerName): void {
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=30', '-f', 'lavfi', '-i', 'sine=f=440:r=48000'];
  const video = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-g', '600', '-sc_threshold', '0'];
  const keyframes = ['-flags', '+cgop', '-force_key_frames', 'expr:gte(t,n_forced*1)'];
  const output = logOutputArgs({
    container,
    directory,
    rotateSeconds: 3,
    timelineOffsetSeconds: 0,
    ffmpegMajor: 5,
  });
  mkdirSync(directory, { recursive: true });
  const args = [
    '-v',
    'error',
    ...picture,
    '-t',
    '7.5',
    ...video,
    ...keyframes,
    '-c:a',
    'aac',
    '-b:a',
    '64k',
    ...output,
  ];
  const { status, stderr } = spawnSync('ffmpeg', args);
  assert.equal(status, 0, stderr.toString());
}

/** A data directory with a broadcast whose one run has the given log. */
export function makeDataDirectory(root: string, log: string, container: ContainerName): void {
  const catalog = openCatalog(catalogPath(root));
  const startedAtMs = 1_700_000_000_000;
  const broadcastId = catalog.broadcasts.insert({
    name: 'show',
    container,
    segmentMs: 1000,
    targetDurationSeconds: 1,
    settings: '{}',
    startedAtMs,
    variants: [{ name: variantName, declaredKbps: 300 }],
    originUrls: ['file:/nowhere'],
  });
  catalog.runs.insert({ broadcastId, number: 1, directory: runDirectory, startedAtMs, settings: '{}' });
  catalog.close();
  cpSync(log, logDirectory(root), { recursive: true });
}

export function logDirectory(root: string): string {
  return join(root, runDirectory, variantName);
}

export type SceneOptions = {
  readonly onEntered?: () => void;
  readonly onTrouble?: (error: unknown) => void;
  readonly leftBehind?: boolean;
};

/** One life of the program as far as the cutting of the log goes. */
export class CuttingScene {
  readonly root: string;
  readonly catalog: Catalog;
  readonly events: EngineEvent[] = [];
  readonly cutting: VariantCutting;

  constructor(root: string, options: SceneOptions = {}) {
    this.root = root;
    this.catalog = openCatalog(catalogPath(root));
    const broadcast = this.catalog.broadcasts.byName('show');
    assert.ok(broadcast !== undefined);
    const [variant] = this.catalog.broadcasts.variants(broadcast.id);
    const [run] = this.catalog.runs.list(broadcast.id);
    assert.ok(variant !== undefined && run !== undefined);
    this.cutting = new VariantCutting({
      catalog: this.catalog,
      root,
      broadcast,
      run,
      variant,
      listener: (event) => this.events.push(event),
      onEntered: options.onEntered ?? (() => undefined),
      paced: false,
      copied: false,
      leftBehind: options.leftBehind ?? false,
      onFormat: () => undefined,
      onTrouble: options.onTrouble ?? assert.ifError,
    });
  }

  /** Cuts the log to its end, as that of an FFmpeg that has ended. */
  async finish(): Promise<void> {
    this.cutting.finish('cleanly');
    await this.cutting.run();
  }

  close(): void {
    this.catalog.close();
  }
}

/** What the catalog says of the segments, and the disk of their files. */
export function segmentsOf(root: string) {
  const catalog = openCatalog(catalogPath(root));
  const broadcast = catalog.broadcasts.byName('show');
  const [variant] = catalog.broadcasts.variants(broadcast?.id ?? 0);
  const rows = catalog.media.timeline(variant?.id ?? 0, 1, 0).map((row) => ({
    sequence: row.sequence,
    startPts: row.startPts,
    endPts: row.endPts,
    programDateTimeMs: row.programDateTimeMs,
    discontinuity: row.discontinuity,
    videoFrames: row.videoFrames,
    sha256: row.sha256,
    initSha256: row.initSha256,
    gapReason: row.gapReason,
  }));
  catalog.close();
  return rows;
}

/** Hashes of the files of the variant, by name. */
export function filesOf(root: string): Record<string, string> {
  const directory = join(root, 'broadcasts', 'show', variantName);
  const names = existsSync(directory) ? readdirSync(directory).sort() : [];
  const hashOf = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(directory, name)))
      .digest('hex');
  return Object.fromEntries(names.map((name) => [name, hashOf(name)]));
}
