import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import type { Catalog } from '../../catalog/catalog.ts';
import { addFile, addRun, addSegment, makeBroadcast } from '../../catalog/testing/test-broadcast.ts';
import { manifestRow } from '../../contract/export-manifest.ts';
import { fc } from '../../fixtures/property-testing.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { recordBroadcast } from '../testing/delivered-broadcast.ts';
import { exportTo, importTo, reading } from './testing/carry.ts';

/** The rows of a broadcast with names for ids, in an order of their own, so that two catalogs can be compared. */
function named(catalog: Catalog, broadcastId: number): string[] {
  const names = new Map<string, string>();
  const rows: object[] = [];
  for (const value of catalog.handover.rows(broadcastId)) {
    const row = manifestRow.parse(value);
    if (row.type === 'variant') names.set(`variant ${row.id}`, row.name);
    if (row.type === 'origin') names.set(`origin ${row.id}`, row.url);
    if (row.type === 'run') names.set(`run ${row.id}`, row.directory);
    if (row.type === 'file') names.set(`file ${row.id}`, row.path);
    const ids = Object.entries(row).filter(([key]) => key.endsWith('Id'));
    const meant = ids.map(([key, id]) => {
      const kind = key === 'initFileId' ? 'file' : key.slice(0, -2);
      return [key, id && names.get(`${kind} ${id}`)];
    });
    rows.push({ ...row, id: undefined, ...Object.fromEntries(meant) });
  }
  return rows.map((row) => JSON.stringify(row)).toSorted();
}

type Step = 'segment' | 'gap' | 'init' | 'run' | 'verify' | 'fail' | 'lose';

/** Does what an engine might have done. @returns files that must be on disk */
function made(root: string, steps: readonly Step[], variants: number, origins: number): void {
  const broadcast = makeBroadcast(root, {
    variants: Array.from({ length: variants }, (_, n) => `v${n}`),
    originUrls: Array.from({ length: origins }, (_, n) => `s3://bucket${n}`),
  });
  const { catalog, broadcastId, variantIds, originIds } = broadcast;
  let runId = broadcast.runId;
  let initFileId: number | undefined;
  steps.forEach((step, n) => {
    const variantId = variantIds[n % variantIds.length] ?? 0;
    const originId = originIds[n % originIds.length] ?? 0;
    const bytes = Buffer.from(`bytes ${n}`);
    if (step === 'segment')
      addSegment(broadcast, { variantId, runId, bytes, ...(initFileId !== undefined && { initFileId }) });
    else if (step === 'gap') addSegment(broadcast, { variantId, runId, gap: true });
    else if (step === 'init')
      initFileId = addFile(broadcast, { kind: 'init', variantId, name: `init-${n}.mp4`, bytes });
    else if (step === 'run') runId = addRun(catalog, broadcastId, n + 2);
    else {
      const upload = catalog.uploads.takeNext(originId, Date.now());
      if (upload === undefined) return;
      const error = { code: 'FILE_CHANGED', message: 'gone' } as const;
      if (step === 'lose') catalog.uploads.apply(upload.id, { type: 'lost', error });
      if (step === 'fail') catalog.uploads.apply(upload.id, { type: 'blocked', error, notBeforeMs: 5 });
      if (step === 'verify') {
        catalog.uploads.apply(upload.id, { type: 'stored' });
        catalog.uploads.apply(upload.id, { type: 'verified', proof: 'sha256-attested', atMs: n });
      }
    }
  });
  for (const row of catalog.handover.rows(broadcastId)) {
    const file = manifestRow.parse(row);
    if (file.type !== 'file') continue;
    const path = join(root, file.path);
    mkdirSync(dirname(path), { recursive: true });
    const n = steps.findIndex(
      (_, each) => createHash('sha256').update(`bytes ${each}`).digest('hex') === file.sha256,
    );
    writeFileSync(path, `bytes ${n}`);
  }
  catalog.broadcasts.setPhase(broadcastId, 'delivering', 5);
  catalog.close();
}

describe('any broadcast', () => {
  it('has the same rows, counts and pending bytes after its way over a disk', async (t) => {
    const root = temporaryDirectory(t);
    let n = 0;
    const step = fc.constantFrom<Step>(
      'segment',
      'segment',
      'gap',
      'init',
      'run',
      'verify',
      'verify',
      'fail',
      'lose',
    );
    const history = fc.array(step, { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 1, max: 3 }),
        async (steps, variants, origins) => {
          n += 1;
          const [a, b, usb] = ['a', 'b', 'usb'].map((place) => join(root, `${n}`, place));
          assert.ok(a && b && usb);
          mkdirSync(a, { recursive: true });
          made(a, steps, variants, origins);
          // Another broadcast before it: ids differ there.
          recordBroadcast({ root: b, name: 'other', originUrls: ['s3://bucket1', 's3://elsewhere'] });
          await exportTo(a, usb);
          await importTo(b, usb);
          const bytesAt = (catalog: Catalog, id: number) =>
            catalog.broadcasts
              .destinations(id)
              .map(({ id: originId, url }) => [url, catalog.uploads.totals(id, originId).verifiedBytes])
              .toSorted();
          const before = reading(a, (catalog) => [named(catalog, 1), bytesAt(catalog, 1)]);
          reading(b, (catalog) => {
            const id = catalog.broadcasts.byName('show')?.id ?? 0;
            assert.deepEqual([named(catalog, id), bytesAt(catalog, id)], before);
            for (const file of catalog.handover.carriedFiles(id)) assert.ok(existsSync(join(b, file.path)));
          });
        },
      ),
      { numRuns: 15 },
    );
  });
});
