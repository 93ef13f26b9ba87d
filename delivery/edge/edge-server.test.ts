import { conformsAsEdge } from './edge-conformance.ts';
import { openViewerPlace } from './testing/viewer-place.ts';

for (const lane of ['fast', 'slow'] as const)
  conformsAsEdge(`built in, ${lane} lane`, lane, async (t) => {
    const { server, putEverywhere } = await openViewerPlace(t);
    return { port: server.port, putEverywhere };
  });
