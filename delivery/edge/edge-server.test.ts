import { conformsAsEdge } from './edge-conformance.ts';
import { asUnderTest, openViewerPlace } from './testing/viewer-place.ts';

for (const lane of ['fast', 'slow'] as const)
  conformsAsEdge(`built in, ${lane} lane`, lane, async (t) => {
    const place = await openViewerPlace(t);
    return asUnderTest(place, place.server.port);
  });
