import type { ServerResponse } from 'node:http';
import type { ViewerPath } from '../../contract/network/viewer-paths.ts';
import { joinUrl, pickEdge, retryAfterSeconds } from './admit-viewer.ts';
import { answerDecision } from './answer-decision.ts';
import type { ViewerDesk } from './viewer-desk.ts';

/** Answers `/join/NAME`: a redirect to the broadcast on an edge that has room, by what this node has heard. */
export function serveJoin(response: ServerResponse, path: ViewerPath, desk: ViewerDesk): void {
  const pick = pickEdge(desk.edges(), desk.random);
  if (pick.kind === 'full') {
    const seconds = retryAfterSeconds(desk.random);
    answerDecision({ kind: 'denied', status: 503, error: pick.error, retryAfterSeconds: seconds }, response);
    return;
  }
  desk.grant(pick.edge);
  answerDecision({ kind: 'moved', location: joinUrl(path, pick.edge) }, response);
}
