import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { DirectoryClient } from '../../../delivery/directory/directory-client.ts';
import type { NodeClient } from '../../../delivery/transfer/node-client.ts';
import type { LiveWindow } from './live-window.ts';

/** What an edge pulls from, in place of servers: a folder whose broadcast is shown as live. */
export function folderUpstream(folder: string, window: LiveWindow): Pick<NodeClient, 'get'> {
  return {
    get: async (_server, key, { ifNot }) => {
      const file = window.hasBegun() ? readFile(join(folder, key)) : undefined;
      const stored = await file?.catch(() => undefined);
      if (stored === undefined) return { kind: 'missing' };
      const isPlaylist = key.endsWith('.m3u8');
      const bytes = isPlaylist ? Buffer.from(window.show(stored.toString())) : stored;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (sha256 === ifNot) return { kind: 'same' };
      return {
        kind: 'found',
        sizeBytes: bytes.length,
        sha256,
        contentType: isPlaylist ? 'application/vnd.apple.mpegurl' : 'video/mp2t',
        cacheControl: isPlaylist ? 'public, max-age=1' : 'public, max-age=31536000, immutable',
        // It only grows.
        version: bytes.length,
        body: Readable.from([bytes]),
      };
    },
  };
}

const source = { name: 'main', nodeUrl: 'https://127.0.0.1:1' };

/** A directory that has every broadcast come from that folder. */
export const folderDirectory: Pick<DirectoryClient, 'servers'> = {
  servers: async (broadcast) => ({
    kind: 'assigned',
    answer: {
      kind: 'assigned',
      broadcast,
      epoch: 1,
      algorithm: { name: 'test', version: 1 },
      main: source,
      servers: [],
      ttlSeconds: 5,
    },
    askedAtMs: performance.now(),
  }),
};
