import type { BroadcastRow } from '../../../catalog/broadcasts.ts';
import type { TaskInput } from '../../../contract/api/task.ts';
import { formatOriginUrl, parseOriginUrl } from '../../../contract/origin-url.ts';
import { SurecastError } from '../../../contract/surecast-error.ts';
import type { Engine } from '../../engine.ts';
import type { TaskWork } from './task-registry.ts';

/** Export and import on the data directory of a running engine, which goes on with all other broadcasts. */
export function handoverWorks(engine: Engine) {
  return {
    export:
      ({ broadcasts, folder }: TaskInput<'export'>): TaskWork =>
      async ({ signal, onProgress }) => {
        const { exportEnded } = await import('../../handover/export-broadcasts.ts');
        const chosen = chooseBroadcasts(engine, broadcasts);
        return engine.letGo(chosen, (desk) =>
          exportEnded(desk, chosen, folder, progressOf(signal, onProgress)),
        );
      },
    import: ({ folder, origins }: TaskInput<'import'>): TaskWork => {
      const canonical = (url: string) => formatOriginUrl(parseOriginUrl(url));
      const moved = new Map(origins.map(({ from, to }) => [canonical(from), canonical(to)]));
      return async ({ signal, onProgress }) => {
        const { findManifests, importInto } = await import('../../handover/import-broadcasts.ts');
        const manifests = findManifests({ directory: folder, broadcast: undefined });
        const options = {
          moved,
          withoutDamaged: false,
          onProgress: progressOf(signal, onProgress),
        };
        const report = await importInto(engine.desk, manifests, options);
        engine.takeUpOthers([]);
        return report;
      };
    },
  };
}

/** Those named; with no name all that something is left of and nothing captures. */
function chooseBroadcasts(engine: Engine, names: readonly string[]): BroadcastRow[] {
  if (names.length === 0) return engine.unfinished().filter(({ phase }) => phase !== 'capturing');
  const { catalog } = engine.desk;
  return [...new Set(names)].map((name) => {
    const known = catalog.broadcasts.byName(name);
    if (known !== undefined) return known;
    throw new SurecastError('BROADCAST_UNKNOWN', 'There is no broadcast of this name.');
  });
}

/** Between two files is where a copy can be left off. */
function progressOf(signal: AbortSignal, onProgress: (progress: number) => void) {
  return (_broadcast: string, done: number, total: number): void => {
    signal.throwIfAborted();
    if (total > 0) onProgress(done / total);
  };
}
