import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { isPlaylistKey } from '../../contract/network/object-key.ts';
import { formatViewerPath, type ViewerPath } from '../../contract/network/viewer-paths.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { NodeTable } from '../control/control-plane.ts';
import type { EdgeAsker, EdgeDecision, EdgeHooks } from '../edge/edge-hooks.ts';
import { admitViewer } from './admit-viewer.ts';
import { answerDecision, answerHeaders } from './answer-decision.ts';
import type { DrainLimits } from './drain-steps.ts';
import { type ViewerDrain, watchDrain } from './drain-viewers.ts';
import type { OwnEdge } from './known-edges.ts';
import { readPlayerFiles } from './player-files.ts';
import { createRecentAskers } from './recent-askers.ts';
import { rewriteMultivariant } from './rewrite-multivariant.ts';
import { serveJoin } from './serve-join.ts';
import { sendPlayerFile } from './serve-page.ts';
import { serveSteering } from './serve-steering.ts';
import { formatSteeringQuery } from './steering-query.ts';
import { createViewerDesk, type ViewerDesk } from './viewer-desk.ts';
import type { WatchPolicy } from './watch-gate.ts';

export type ViewersOptions = {
  /** This edge as it is now: its state, its viewers and load of this moment rather than of the last heartbeat. */
  readonly own: () => OwnEdge;
  readonly nodes: Pick<NodeTable, 'all' | 'isAlive'>;
  readonly policy: WatchPolicy;
  readonly log: (line: string) => void;
  /** Seconds between two questions of a player for its steering manifest; 6 if left out. */
  readonly steeringTtlSeconds?: number;
  readonly drainLimits?: DrainLimits;
  /** 0 to below 1. */
  readonly random?: () => number;
};

/** What an edge's server asks about viewers, and the pages, redirects and steering that it leaves to this. */
export type Viewers = Required<EdgeHooks> & {
  /** How far a drain has come; it begins by itself once this edge's state is `draining`. */
  readonly drain: ViewerDrain;
  close(): void;
};

const limits: DrainLimits = { closingMs: 3_000, steeringMs: 45_000, totalMs: 180_000 };

export function openViewers(options: ViewersOptions): Viewers {
  const { own, log, random = Math.random, steeringTtlSeconds = 6, drainLimits = limits } = options;
  const desk = createViewerDesk({ ...options, random, steeringTtlSeconds });
  const drain = watchDrain({
    isDraining: () => own().state === 'draining',
    viewers: () => own().load.viewers,
    limits: drainLimits,
    log,
    now: () => performance.now(),
  });
  return {
    drain,
    authorize: createAuthorize(desk, drain),
    transformMultivariant: (text, path) =>
      rewriteMultivariant(text, {
        pathway: own().name,
        serverUri: (playlists) =>
          formatViewerPath({ ...path, kind: 'steering', rest: '' }) +
          formatSteeringQuery({ home: own().name, pathway: undefined, playlists, backups: [] }),
      }),
    otherwise: createOtherwise(desk, log),
    close: () => drain.close(),
  };
}

/** Two edges that know too little of each other must not send one viewer to and fro. */
const movedMs = 5_000;
const begunMs = 10_000;

function createAuthorize(
  desk: ViewerDesk,
  drain: ViewerDrain,
): (path: ViewerPath, asker: EdgeAsker) => Promise<EdgeDecision> {
  const moved = createRecentAskers(movedMs);
  const begun = createRecentAskers(begunMs);
  return async (path, { address, userAgent }) => {
    const error = await desk.refusal(path);
    if (error !== undefined) return { kind: 'denied', status: 403, error };
    if (!isPlaylistKey(path.rest)) return { kind: 'allowed' };
    const asker = `${address} ${path.broadcast} ${userAgent.slice(0, 200)}`;
    const nowMs = performance.now();
    const { decision, to } = admitViewer({
      path,
      edges: desk.edges(),
      drain: drain.step().kind,
      wasMoved: moved.has(asker, nowMs),
      isIn: begun.has(asker, nowMs),
      random: desk.random,
    });
    if (to !== undefined) {
      desk.grant(to);
      moved.add(asker, nowMs);
    } else if (decision.kind === 'allowed' && path.rest === 'index.m3u8') begun.add(asker, nowMs);
    return decision;
  };
}

function createOtherwise(desk: ViewerDesk, log: (line: string) => void): Viewers['otherwise'] {
  const files = readPlayerFiles();
  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    path: ViewerPath,
  ): Promise<void> => {
    const error = await desk.refusal(path);
    const file = files.get(path.kind === 'watch' ? 'watch.html' : path.rest);
    if (path.kind === 'watch' || path.kind === 'player') {
      if (file === undefined) answerNothingHere(response);
      else sendPlayerFile(request, response, file, error === undefined ? 200 : 403);
    } else if (error !== undefined) answerDecision({ kind: 'denied', status: 403, error }, response);
    else if (path.kind === 'join') serveJoin(response, path, desk);
    else serveSteering(response, path, queryOf(request), desk);
  };
  return (request, response, path) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { ...answerHeaders, Allow: 'GET, HEAD' }).end();
      return;
    }
    answer(request, response, path).catch((thrown: unknown) => {
      log(`A viewer's request met a fault: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      response.destroy();
    });
  };
}

function queryOf(request: IncomingMessage): URLSearchParams {
  return new URLSearchParams(request.url?.split('?', 2)[1] ?? '');
}

function answerNothingHere(response: ServerResponse): void {
  const { code, message, cure } = new SurecastError('MEDIA_UNKNOWN', 'There is no such file.');
  response
    .writeHead(404, { ...answerHeaders, 'Content-Type': 'application/json; charset=utf-8' })
    .end(JSON.stringify({ code, message, cure }));
}
