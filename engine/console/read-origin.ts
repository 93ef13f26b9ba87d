import { SurecastError } from '../../contract/surecast-error.ts';
import { openOrigin } from '../../uploader/origins/open-origin.ts';
import { OriginFailure } from '../../uploader/origins/origin-failure.ts';
import type { Engine } from '../engine.ts';
import type { ReadOrigin } from '../http/pages/origin-media.ts';
import type { AccessBook } from '../origin-access/access-book.ts';

/** No segment that is played here is larger, bytes. */
const mostBytes = 256 * 1024 * 1024;

/** Reads objects of broadcasts back from their origins, with the keys that deliver there. */
export function originReader(engine: Engine, access: AccessBook): ReadOrigin {
  return async (name, number, rest, signal) => {
    const url = engine.broadcastIfAny(name)?.origins[number]?.url;
    if (url === undefined) return undefined;
    const origin = openOrigin(url, { access: access.of(url) });
    try {
      return await origin.get(`${name}/${rest}`, mostBytes, signal);
    } catch (error) {
      // A name that no object of ours can have: nothing is there.
      if (error instanceof OriginFailure && error.class === 'object') return undefined;
      if (error instanceof OriginFailure) throw new SurecastError(error.code, error.message);
      throw error;
    } finally {
      origin.close();
    }
  };
}
