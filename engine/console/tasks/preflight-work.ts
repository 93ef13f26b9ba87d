import type PQueue from 'p-queue';
import type { Config } from '../../../contract/config.ts';
import type { Engine } from '../../engine.ts';
import type { AccessBook } from '../../origin-access/access-book.ts';
import type { OnAirSource } from '../../session/on-air-source.ts';
import type { TaskWork } from './task-registry.ts';

export type PreflightParts = {
  readonly engine: Engine;
  readonly config: () => Promise<Config>;
  readonly access: AccessBook;
  readonly onAir: () => OnAirSource | undefined;
  readonly originUrls: () => Promise<readonly string[]>;
  readonly turns: PQueue;
};

/** FFmpeg, source, encoder, disk space and flush; then origin, clock and uplink of each origin. */
const checksOnce = 5;
const checksAnOrigin = 3;

/**
 * The checks of `surecast doctor` on the settings as they are. In this process: what they do is FFmpeg's and the
 * network's work, and the engine that runs here is what would make the doctor leave source and uplink alone.
 */
export function preflightWork(parts: PreflightParts): TaskWork {
  return ({ signal, onProgress }) =>
    parts.turns.add(async () => {
      const { source = 'test', variants, encoder } = await parts.config();
      const originUrls = await parts.originUrls();
      let done = 0;
      const { preflight } = await import('../../preflight.ts');
      signal.throwIfAborted();
      return preflight({
        source,
        originUrls,
        dataDirectory: parts.engine.root,
        videoKbps: undefined,
        variants,
        encoder,
        accessOf: parts.access.of,
        isOnAir: parts.onAir() !== undefined,
        onCheck: () => {
          signal.throwIfAborted();
          done += 1;
          onProgress(done / (checksOnce + checksAnOrigin * originUrls.length));
        },
      });
    });
}
