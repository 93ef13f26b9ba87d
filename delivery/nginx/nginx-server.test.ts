import { conformsAsEdge } from '../edge/edge-conformance.ts';
import { asUnderTest } from '../edge/testing/viewer-place.ts';
import { openNginxPlace } from './testing/nginx-place.ts';

for (const lane of ['fast', 'slow'] as const)
  conformsAsEdge(`nginx in front, ${lane} lane`, lane, async (t) => {
    const place = await openNginxPlace(t);
    return asUnderTest(place, place.server.port);
  });
