import type { Catalog } from '../catalog/catalog.ts';
import type { CountDrifts } from '../catalog/counts.ts';
import type { EngineListener } from '../contract/engine-events.ts';

/** Sets right the counts that somebody has changed by hand, and says so. */
export function mendCounts(catalog: Catalog, drifts: CountDrifts, listener: EngineListener): void {
  if (drifts.destinations.length + drifts.variants.length === 0) return;
  const rows = catalog.durably(() => catalog.counts.mend(drifts));
  const message = `The catalog’s counts were wrong in ${rows} ${rows === 1 ? 'row' : 'rows'}: counted again.`;
  listener({ type: 'warning', code: 'CATALOG_COUNTS', message });
}
