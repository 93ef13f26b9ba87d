import type { AccessOf } from '../../contract/origin-access.ts';
import { formatOriginUrl, type OriginUrl } from '../../contract/origin-url.ts';
import { checkClock } from './check-clock.ts';
import { checkOrigin } from './check-origin.ts';
import { checkUplink } from './check-uplink.ts';
import type { Enter } from './enter.ts';
import { skipped } from './result.ts';

export type DeliverySettings = {
  readonly origins: readonly OriginUrl[];
  readonly kilobitsPerSecond: number;
  /** Why nothing may be uploaded now. */
  readonly busy: string | undefined;
  readonly accessOf: AccessOf;
};

/** Checks each origin, the clock against its, and the way there. */
export async function checkDelivery(
  { origins, kilobitsPerSecond, busy, accessOf }: DeliverySettings,
  enter: Enter,
): Promise<void> {
  // What goes to several stores goes over the same uplink several times.
  const neededKbps = kilobitsPerSecond * origins.filter((url) => url.kind !== 'file').length;
  for (const url of origins) {
    const name = formatOriginUrl(url);
    const access = accessOf(name);
    const finding = await checkOrigin(url, access);
    enter('origin', name, finding);
    enter('clock', name, await checkClock(url, access));
    const why = finding.status === 'fail' ? 'nothing can be written there' : busy;
    enter('uplink', name, why === undefined ? await checkUplink(url, neededKbps, access) : skipped(why));
  }
}
