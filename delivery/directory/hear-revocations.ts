import { revocationNews } from '../../contract/network/directory-news.ts';
import { subjects } from '../../contract/network/subjects.ts';
import type { ControlPlane } from '../control/control-plane.ts';
import type { Revocations } from '../identity/revocations.ts';

/** Takes for revoked whom the directory says. Returns what ends it. */
export const hearRevocations = (
  control: Pick<ControlPlane, 'subscribe'>,
  revocations: Revocations,
): (() => void) =>
  control.subscribe({
    subject: subjects.revoked,
    schema: revocationNews,
    maySay: ({ roles }) => roles.includes('directory'),
    handle: ({ revoked }) => void revocations.add(revoked),
  });
