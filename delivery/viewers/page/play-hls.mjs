/** @import { PlayerFacts } from './details.mjs' */
/** @import { default as HlsPlayer, ErrorData, HlsConfig, RetryConfig } from 'hls.js' */
import { createSilentEdges } from './leave-silent-edge.mjs';
import { createSteeringLoader } from './steering-loader.mjs';

/**
 * A broadcast that plays in a video element.
 * @typedef {{
 *   readonly over: Promise<'lost' | 'unplayable'>;
 *   readonly facts: () => PlayerFacts;
 *   readonly isLive: () => boolean;
 *   readonly goLive: () => void;
 *   readonly joinAddresses: () => readonly string[];
 *   readonly close: () => void;
 * }} Playback
 */

/**
 * An edge that fails is left for the next pathway while there is still something in the buffer.
 * @param {import('./leave-silent-edge.mjs').SilentEdges} silentEdges which leave one that says nothing sooner than these limits
 * @returns {Partial<HlsConfig>}
 */
function settingsWith({ config, mayRetry }) {
  const loadPolicy = {
    default: {
      maxTimeToFirstByteMs: 5_000,
      maxLoadTimeMs: 20_000,
      timeoutRetry: {
        ...{ maxNumRetry: 1, retryDelayMs: 0, maxRetryDelayMs: 0 },
        /** @type {NonNullable<RetryConfig['shouldRetry']>} */
        shouldRetry: (_config, _count, _isTimeout, _response, wouldRetry) => wouldRetry && mayRetry(),
      },
      errorRetry: { maxNumRetry: 2, retryDelayMs: 300, maxRetryDelayMs: 1_000 },
    },
  };
  return {
    ...config,
    // A worker would be made of a blob, which the page's content policy does not allow.
    enableWorker: false,
    backBufferLength: 60,
    manifestLoadPolicy: loadPolicy,
    playlistLoadPolicy: loadPolicy,
    fragLoadPolicy: loadPolicy,
  };
}

const recoverEveryMs = 5_000;

/**
 * Plays by hls.js, which follows content steering.
 * @param {HTMLVideoElement} video
 * @param {string} url of the Multivariant Playlist
 * @param {number} startAt seconds; -1: at the live edge, or the beginning
 * @returns {Playback}
 */
export function playHls(video, url, startAt) {
  const silentEdges = createSilentEdges();
  const loader = createSteeringLoader(Hls.DefaultConfig.loader, () => hls.levels[hls.loadLevel]?.uri);
  /** @type {HlsPlayer} */
  const hls = new Hls({ ...settingsWith(silentEdges), loader, startPosition: startAt });
  const stopWatching = silentEdges.watch(hls, () => bufferAhead(video));
  /** @type {PromiseWithResolvers<'lost' | 'unplayable'>} */
  const over = Promise.withResolvers();
  let isLive = true;
  /** @type {readonly string[]} */
  let joinAddresses = [];
  hls.on(Hls.Events.LEVEL_UPDATED, (_event, { details }) => {
    isLive = details.live;
  });
  hls.on(Hls.Events.STEERING_MANIFEST_LOADED, (_event, { steeringManifest }) => {
    joinAddresses = readJoinAddresses(steeringManifest);
  });
  hls.on(Hls.Events.ERROR, createErrorHandler(hls, over.resolve));
  hls.loadSource(url);
  hls.attachMedia(video);
  return {
    over: over.promise,
    facts: () => collectFacts(video, hls),
    isLive: () => isLive,
    goLive: () => {
      if (hls.liveSyncPosition !== null) video.currentTime = hls.liveSyncPosition;
    },
    joinAddresses: () => joinAddresses,
    close: () => {
      stopWatching();
      hls.destroy();
    },
  };
}

/**
 * @param {HlsPlayer} hls
 * @param {(end: 'lost' | 'unplayable') => void} end
 * @returns {(event: string, data: ErrorData) => void}
 */
function createErrorHandler(hls, end) {
  let recoveredAt = Number.NEGATIVE_INFINITY;
  return (_event, { fatal, type, details }) => {
    if (!fatal) return;
    if (details === Hls.ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR) end('unplayable');
    else if (type === Hls.ErrorTypes.MEDIA_ERROR && performance.now() - recoveredAt > recoverEveryMs) {
      recoveredAt = performance.now();
      hls.recoverMediaError();
    } else end('lost');
  };
}

/**
 * @param {unknown} manifest
 * @returns {readonly string[]}
 */
function readJoinAddresses(manifest) {
  const listed = /** @type {Record<string, unknown> | undefined} */ (manifest)?.['X-SURECAST-JOIN'];
  return Array.isArray(listed) ? listed.filter((each) => typeof each === 'string' && URL.canParse(each)) : [];
}

/**
 * @param {HTMLVideoElement} video
 * @param {HlsPlayer} hls
 * @returns {PlayerFacts}
 */
function collectFacts(video, hls) {
  const level = hls.levels[hls.currentLevel];
  const captured = hls.playingDate?.getTime();
  return {
    edge: level?.pathwayId,
    behindLiveSeconds: level?.details?.live === true ? hls.latency : undefined,
    sinceCaptureSeconds: captured === undefined ? undefined : (Date.now() - captured) / 1_000,
    bufferSeconds: bufferAhead(video),
    rendition:
      level === undefined
        ? undefined
        : { width: video.videoWidth, height: video.videoHeight, bitsPerSecond: level.bitrate },
    frames: framesOf(video),
  };
}

/**
 * Seconds that are there to be played from the current position on.
 * @param {HTMLVideoElement} video
 * @returns {number}
 */
export function bufferAhead({ buffered, currentTime }) {
  for (let at = 0; at < buffered.length; at++) {
    if (buffered.start(at) <= currentTime + 0.1 && currentTime < buffered.end(at))
      return buffered.end(at) - currentTime;
  }
  return 0;
}

/**
 * @param {HTMLVideoElement} video
 * @returns {PlayerFacts['frames']}
 */
export function framesOf(video) {
  const { totalVideoFrames, droppedVideoFrames } = video.getVideoPlaybackQuality();
  return { shown: totalVideoFrames - droppedVideoFrames, dropped: droppedVideoFrames };
}
