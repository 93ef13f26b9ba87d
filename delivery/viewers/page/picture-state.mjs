/**
 * What the video element and the player say of the picture.
 * @typedef {{
 *   readonly ended: boolean;
 *   readonly paused: boolean;
 *   readonly stalled: boolean;
 *   readonly isLive: boolean;
 *   readonly behindLiveSeconds: number | undefined;
 * }} PictureFacts
 */

/** Further behind the newest than this, a viewer has gone back, or was away. */
const behindSeconds = 25;

/**
 * @param {PictureFacts} facts
 * @returns {'ended' | 'paused' | 'stalled' | 'recording' | 'behind' | 'live'}
 */
export function pictureState({ ended, paused, stalled, isLive, behindLiveSeconds = 0 }) {
  if (ended) return 'ended';
  if (paused) return 'paused';
  if (stalled) return 'stalled';
  if (!isLive) return 'recording';
  return behindLiveSeconds > behindSeconds ? 'behind' : 'live';
}
