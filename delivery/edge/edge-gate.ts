import { isPlaylistKey } from '../../contract/network/object-key.ts';
import type { ViewerPath } from '../../contract/network/viewer-paths.ts';
import type { EdgeAsker, EdgeDecision, EdgeHooks } from './edge-hooks.ts';

/** Who may have what: asks the hook, and remembers for some seconds whom it has allowed. */
export type EdgeGate = (
  path: ViewerPath,
  asker: EdgeAsker,
  nowMs: number,
) => EdgeDecision | Promise<EdgeDecision>;

const allowed: EdgeDecision = { kind: 'allowed' };
const holdsMs = 5_000;
const atMost = 50_000;

export function createEdgeGate(authorize: EdgeHooks['authorize']): EdgeGate {
  if (authorize === undefined) return () => allowed;
  const allowedUntilMs = new Map<string, number>();

  const remember = (key: string, nowMs: number) => (decision: EdgeDecision) => {
    if (decision.kind === 'allowed') {
      if (allowedUntilMs.size >= atMost) allowedUntilMs.clear();
      allowedUntilMs.set(key, nowMs + holdsMs);
    }
    return decision;
  };

  return (path, asker, nowMs) => {
    if (isMultivariantPath(path)) return authorize(path, asker);
    // Segments may be had a little longer than playlists (the end of a token, of a drain): what is said of one does not hold for the other.
    const kind = isPlaylistKey(path.rest) ? 'playlists' : 'segments';
    const key = `${kind}/${path.broadcast}/${path.token ?? ''}`;
    if (nowMs < (allowedUntilMs.get(key) ?? 0)) return allowed;
    const decision = authorize(path, asker);
    const kept = remember(key, nowMs);
    return decision instanceof Promise ? decision.then(kept) : kept(decision);
  };
}

/** Media Playlists lie in a folder each; the Multivariant Playlist above them. */
export const isMultivariantPath = ({ rest }: ViewerPath): boolean =>
  rest.endsWith('.m3u8') && !rest.includes('/');
