import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BroadcastRow } from '../../catalog/broadcasts.ts';
import type { EngineListener } from '../../contract/engine-events.ts';
import { exportFolder, manifestName } from '../../contract/export-manifest.ts';
import type { CopyProgress, ExportedBroadcast, ExportReport } from '../../contract/handover-report.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { reconcile } from '../reconcile.ts';
import { exportBroadcast } from './export-broadcast.ts';
import { finishCapture } from './finish-capture.ts';
import { type Desk, withCatalog } from './owned-catalog.ts';

export type ExportOptions = {
  readonly dataDirectory: string;
  /** Where to; made if it is not there. */
  readonly directory: string;
  /** Undefined: every unfinished broadcast. */
  readonly broadcast: string | undefined;
  readonly listener: EngineListener;
  readonly onProgress: CopyProgress;
};

/**
 * Exports broadcasts with their queues, so that another machine can deliver the rest. What is recorded stays here.
 * @throws SurecastError `BROADCAST_UNKNOWN`, `BROADCAST_CAPTURING`, and as `withCatalog` and `exportBroadcast`
 */
export async function exportBroadcasts(options: ExportOptions): Promise<ExportReport> {
  return withCatalog(options.dataDirectory, async (desk) => {
    const directory = resolve(options.directory);
    const chosen = chooseBroadcasts(desk, directory, options.broadcast);
    await reconcile(desk.catalog, desk.root, options.listener);
    const ended: BroadcastRow[] = [];
    for (const each of chosen) {
      const broadcast = await finishCapture(desk, each, options.listener);
      if (broadcast !== undefined && isCaptured(broadcast)) ended.push(broadcast);
    }
    return exportEnded(desk, ended, directory, options.onProgress);
  });
}

/**
 * The same on a data directory that is owned already, of broadcasts that nothing captures or delivers meanwhile.
 * @throws SurecastError `BROADCAST_CAPTURING`, and as `exportBroadcast`
 */
export async function exportEnded(
  desk: Desk,
  broadcasts: readonly BroadcastRow[],
  directory: string,
  onProgress: CopyProgress,
): Promise<ExportReport> {
  const capturing = broadcasts.find((broadcast) => !isCaptured(broadcast));
  if (capturing !== undefined)
    throw new SurecastError('BROADCAST_CAPTURING', `The broadcast ${capturing.name} is still captured.`);
  const exported: ExportedBroadcast[] = [];
  for (const broadcast of broadcasts.filter(isCaptured))
    exported.push(await exportBroadcast(desk, broadcast, resolve(directory), onProgress));
  return { exported };
}

/**
 * Takes a broadcast back that was handed over: it is delivered from here again. Resolves to false when it was not
 * handed over.
 * @throws SurecastError `BROADCAST_UNKNOWN`, and as `withCatalog`
 */
export async function undoExport(dataDirectory: string, name: string): Promise<boolean> {
  return withCatalog(dataDirectory, async ({ root, catalog }) => {
    const broadcast = byName({ root, catalog }, name);
    if (broadcast.handedOverAtMs === null) return false;
    catalog.durably(() => catalog.handover.takeBack(broadcast.id));
    return true;
  });
}

function chooseBroadcasts(desk: Desk, directory: string, name: string | undefined): readonly BroadcastRow[] {
  if (name !== undefined) return [byName(desk, name)];
  return desk.catalog.broadcasts
    .list()
    .filter((broadcast) => broadcast.phase !== 'complete')
    .filter((broadcast) => broadcast.handedOverAtMs === null || isHalfThere(directory, broadcast.name));
}

function byName({ root, catalog }: Desk, name: string): BroadcastRow {
  const known = catalog.broadcasts.byName(name);
  if (known !== undefined) return known;
  throw new SurecastError('BROADCAST_UNKNOWN', `${root} knows no broadcast ${name}.`);
}

/** The program was killed between the mark in the catalog and the manifest. */
function isHalfThere(directory: string, name: string): boolean {
  const folder = join(directory, exportFolder(name));
  return existsSync(folder) && !existsSync(join(folder, manifestName));
}

function isCaptured(
  broadcast: BroadcastRow,
): broadcast is BroadcastRow & { readonly phase: 'delivering' | 'complete' } {
  return broadcast.phase !== 'capturing';
}
