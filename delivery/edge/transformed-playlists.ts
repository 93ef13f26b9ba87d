import { createHash } from 'node:crypto';
import type { ViewerPath } from '../../contract/network/viewer-paths.ts';
import { createArrivingObject } from './arriving-object.ts';
import type { EdgeObject } from './edge-cache.ts';
import type { EdgeHooks } from './edge-hooks.ts';

/** A Multivariant Playlist as a viewer gets it. */
export type TransformedPlaylists = (
  object: EdgeObject,
  path: ViewerPath,
  nowMs: number,
) => EdgeObject | Promise<EdgeObject>;

type Made = { readonly object: EdgeObject | Promise<EdgeObject>; readonly untilMs: number };

/** What stands in them may change without a new version (servers to steer to), so that they are made anew after a while. */
const holdsMs = 5_000;
const tokensAtMost = 1_000;

export function createTransformedPlaylists(
  transform: NonNullable<EdgeHooks['transformMultivariant']>,
): TransformedPlaylists {
  const byObject = new WeakMap<EdgeObject, Map<string, Made>>();
  return (object, path, nowMs) => {
    const { whole } = object;
    if (whole === undefined) return object;
    const byToken = byObject.get(object) ?? new Map<string, Made>();
    byObject.set(object, byToken);
    const token = path.token ?? '';
    const known = byToken.get(token);
    if (known !== undefined && nowMs < known.untilMs) return known.object;
    if (byToken.size >= tokensAtMost) byToken.clear();
    const text = transform(whole.toString('utf8'), path);
    const made =
      text instanceof Promise ? text.then((each) => textObject(each, object)) : textObject(text, object);
    byToken.set(token, { object: made, untilMs: nowMs + holdsMs });
    return made;
  };
}

function textObject(text: string, { key, contentType, cacheControl }: EdgeObject): EdgeObject {
  const bytes = Buffer.from(text, 'utf8');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const made = createArrivingObject(
    { key, contentType, cacheControl, sizeBytes: bytes.length, sha256 },
    bytes,
  );
  made.succeed();
  return made.object;
}
