import type { FileKind } from '../../catalog/media.ts';

/** An object that must be at an origin. */
export type ExpectedObject = {
  /** Below the origin's prefix. */
  readonly key: string;
  readonly kind: FileKind;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
};

/** Whether it is a playlist, which is replaced while a broadcast goes on. */
export function isPlaylist(object: Pick<ExpectedObject, 'kind'>): boolean {
  return object.kind === 'media-playlist' || object.kind === 'multivariant-playlist';
}
