import { join } from 'node:path';
import type { FileKind } from '../catalog/media.ts';
import type { UploadRow } from '../catalog/upload-rows.ts';
import type { ObjectToStore } from '../contract/origin.ts';

const immutable = 'public, max-age=31536000, immutable';
/** Short-lived: a live playlist is stale after one segment. */
const playlist = 'public, max-age=1';

const headers: Record<FileKind, { contentType: (key: string) => string; cacheControl: string }> = {
  segment: {
    contentType: (key) => (key.endsWith('.ts') ? 'video/mp2t' : 'video/mp4'),
    cacheControl: immutable,
  },
  init: { contentType: () => 'video/mp4', cacheControl: immutable },
  // RFC 8216, section 4
  'media-playlist': { contentType: () => 'application/vnd.apple.mpegurl', cacheControl: playlist },
  'multivariant-playlist': { contentType: () => 'application/vnd.apple.mpegurl', cacheControl: playlist },
  receipt: { contentType: () => 'application/json', cacheControl: playlist },
};

/** What a worker is told about an upload: where its bytes are and how the origin shall keep them. */
export function objectToStore(upload: UploadRow, dataDirectory: string): ObjectToStore {
  const { contentType, cacheControl } = headers[upload.kind];
  return {
    path: join(dataDirectory, upload.path),
    key: upload.key,
    sizeBytes: upload.sizeBytes,
    sha256: upload.sha256,
    contentType: contentType(upload.key),
    cacheControl,
    write:
      upload.version === null
        ? { mode: 'immutable' }
        : { mode: 'replaceable', replaces: upload.replaces ?? undefined },
  };
}
