/** @import { Playback } from './play-hls.mjs' */
import { bufferAhead, framesOf } from './play-hls.mjs';

/** Whether the browser itself plays HLS (Safari). */
export function playsNatively(/** @type {HTMLVideoElement} */ video) {
  return video.canPlayType('application/vnd.apple.mpegurl') !== '';
}

/**
 * Leaves playing and content steering to the browser.
 * @param {HTMLVideoElement} video
 * @param {string} url of the Multivariant Playlist
 * @param {number} startAt seconds; -1: wherever the browser begins
 * @returns {Playback}
 */
export function playNatively(video, url, startAt) {
  /** @type {PromiseWithResolvers<'lost' | 'unplayable'>} */
  const over = Promise.withResolvers();
  // Browsers give the same error for what they can't decode as for a server that is gone.
  const onError = () => over.resolve('lost');
  const liveEnd = () => (video.seekable.length === 0 ? 0 : video.seekable.end(video.seekable.length - 1));
  // NaN until something of it is there.
  const isLive = () => video.duration === Number.POSITIVE_INFINITY;
  video.addEventListener('error', onError);
  video.src = url;
  if (startAt >= 0) video.currentTime = startAt;
  return {
    over: over.promise,
    facts: () => ({
      edge: new URL(url, location.href).host,
      behindLiveSeconds: isLive() ? liveEnd() - video.currentTime : undefined,
      sinceCaptureSeconds: undefined,
      bufferSeconds: bufferAhead(video),
      rendition: { width: video.videoWidth, height: video.videoHeight, bitsPerSecond: undefined },
      frames: framesOf(video),
    }),
    isLive,
    goLive: () => {
      video.currentTime = liveEnd();
    },
    joinAddresses: () => [],
    close: () => {
      video.removeEventListener('error', onError);
      video.removeAttribute('src');
      video.load();
    },
  };
}
