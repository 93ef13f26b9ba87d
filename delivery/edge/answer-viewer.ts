import { isPlaylistKey, parseNetworkKey } from '../../contract/network/object-key.ts';
import type { ViewerPath } from '../../contract/network/viewer-paths.ts';
import type { EdgeAnswer, EdgeCache, EdgeObject } from './edge-cache.ts';
import { type EdgeGate, isMultivariantPath } from './edge-gate.ts';
import type { EdgeAsker, EdgeDecision } from './edge-hooks.ts';
import { refusals, refuse } from './refusal.ts';
import type { ObjectServer } from './served-object.ts';
import type { TransformedPlaylists } from './transformed-playlists.ts';
import type { ViewerAnswer } from './viewer-answer.ts';
import type { ViewerRequest } from './viewer-request.ts';

/** Whether a viewer is let in, who may be a new one; counts him as seen. */
export type Admission = (broadcast: string, viewer: string, nowMs: number) => boolean | Promise<boolean>;

export type AnsweringParts = {
  readonly cache: EdgeCache;
  readonly gate: EdgeGate;
  readonly admit: Admission;
  readonly serve: ObjectServer;
  readonly transformed: TransformedPlaylists | undefined;
  readonly nowMs: () => number;
};

/** Answers what lies below `/live/`. At once, if nobody has to be waited for: that is how nearly every request is answered. */
export type ViewerAnswering = (
  request: ViewerRequest,
  path: ViewerPath,
  asker: EdgeAsker,
  viewer: string,
) => ViewerAnswer | Promise<ViewerAnswer>;

export function createViewerAnswering(parts: AnsweringParts): ViewerAnswering {
  const { cache, gate, admit, serve, transformed, nowMs } = parts;

  function withObject(request: ViewerRequest, path: ViewerPath, object: EdgeObject) {
    if (transformed === undefined || !isMultivariantPath(path)) return serve(request, object, path.broadcast);
    const text = transformed(object, path, nowMs());
    if (!(text instanceof Promise)) return serve(request, text, path.broadcast);
    return text.then((each) => serve(request, each, path.broadcast));
  }

  function withAnswer(request: ViewerRequest, path: ViewerPath, answer: EdgeAnswer) {
    if (answer.kind === 'missing') return refusals.notFound();
    if (answer.kind === 'unavailable') return refusals.unavailable();
    return withObject(request, path, answer.object);
  }

  function admitted(request: ViewerRequest, path: ViewerPath, key: string) {
    const held = cache.held(key);
    if (held !== undefined) return withObject(request, path, held);
    if (parseNetworkKey(key) === undefined) return refusals.notFound();
    return cache.get({ key, broadcast: path.broadcast }).then((answer) => withAnswer(request, path, answer));
  }

  function decided(request: ViewerRequest, path: ViewerPath, viewer: string, decision: EdgeDecision) {
    if (decision.kind !== 'allowed') return turnAway(decision);
    const key = `${path.broadcast}/${path.rest}`;
    const isIn = admit(path.broadcast, viewer, nowMs());
    if (isIn === true) return admitted(request, path, key);
    // Only who begins to watch is turned away, and that begins with a playlist.
    const go = (may: boolean) =>
      may || !isPlaylistKey(key) ? admitted(request, path, key) : refusals.full();
    return isIn === false ? go(false) : isIn.then(go);
  }

  return (request, path, asker, viewer) => {
    const decision = gate(path, asker, nowMs());
    if (!(decision instanceof Promise)) return decided(request, path, viewer, decision);
    return decision.then((each) => decided(request, path, viewer, each));
  };
}

function turnAway(decision: Exclude<EdgeDecision, { kind: 'allowed' }>): ViewerAnswer {
  if (decision.kind === 'denied') {
    const { retryAfterSeconds: wait } = decision;
    return refuse(decision.status, decision.error, wait === undefined ? [] : ['Retry-After', String(wait)]);
  }
  const fields = [
    'Location',
    decision.location,
    'Cache-Control',
    'no-store',
    'Access-Control-Allow-Origin',
    '*',
  ];
  return { status: 302, fields, body: { kind: 'none' }, broadcast: undefined };
}
