import type { SessionState } from '../../contract/api/session.ts';

/** Live as it should be, or with something that a slow test machine makes it say, such as an encoder that does not keep up. */
export const isOnAir = (state: SessionState | undefined): boolean => state === 'live' || state === 'degraded';
