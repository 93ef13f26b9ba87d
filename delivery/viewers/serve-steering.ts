import type { ServerResponse } from 'node:http';
import type { ViewerPath } from '../../contract/network/viewer-paths.ts';
import { answerHeaders } from './answer-decision.ts';
import { steerViewer } from './steer-viewer.ts';
import { buildSteeringManifest } from './steering-manifest.ts';
import { parseSteeringQuery } from './steering-query.ts';
import type { ViewerDesk } from './viewer-desk.ts';

/** Answers `/steering/NAME` with the steering manifest for the viewer that asks. */
export function serveSteering(
  response: ServerResponse,
  path: ViewerPath,
  parameters: URLSearchParams,
  desk: ViewerDesk,
): void {
  const query = parseSteeringQuery(parameters);
  const edges = desk.edges();
  const homeName = query.home ?? edges.find(({ isOwn }) => isOwn)?.name ?? '';
  const home = edges.find(({ name }) => name === homeName);
  const current = edges.find(({ name }) => name === (query.pathway ?? homeName));
  const { order, movedTo } = steerViewer({ edges, current, backups: query.backups, random: desk.random });
  if (movedTo !== undefined) desk.grant(movedTo);
  const manifest = buildSteeringManifest({
    path,
    query,
    order,
    homeName,
    home,
    ttlSeconds: desk.steeringTtlSeconds,
  });
  // The type is RFC 8216bis's; hls.js takes JSON by its content.
  response
    .writeHead(200, { ...answerHeaders, 'Content-Type': 'application/vnd.apple.steering-list' })
    .end(JSON.stringify(manifest));
}
