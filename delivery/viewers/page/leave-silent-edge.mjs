/** @import { default as HlsPlayer, HlsConfig, Level, LevelDetails } from 'hls.js' */
/** @import { SilenceWatch } from './edge-silence.mjs' */
import { createNewsWatch } from './edge-news.mjs';
import { createLeftPathways, patienceMs } from './edge-patience.mjs';
import { createSilenceWatch } from './edge-silence.mjs';

const lookEveryMs = 250;

/**
 * Makes a player go to the next pathway when its edge says nothing any more, sooner than its own limits of time would, or nothing
 * new, which it would put up with for ever.
 * @typedef {{
 *   readonly config: Partial<HlsConfig>;
 *   readonly mayRetry: () => boolean;
 *   readonly watch: (hls: HlsPlayer, bufferSeconds: () => number) => () => void;
 * }} SilentEdges
 */

/**
 * @returns {SilentEdges} `config` goes into hls.js's; `mayRetry` is false while requests are given up, which are not to be repeated
 *   at the same edge; `watch` begins to look, and returns what ends that
 */
export function createSilentEdges() {
  const nowMs = () => performance.now();
  const silence = createSilenceWatch(nowMs);
  const left = createLeftPathways(nowMs);
  const othersWithNews = createNewsCheck();
  const { loader: Loader } = Hls.DefaultConfig;
  const fLoader = /** @type {NonNullable<HlsConfig['fLoader']>} */ (heardLoader(Loader, silence));
  const pLoader = /** @type {NonNullable<HlsConfig['pLoader']>} */ (heardLoader(Loader, silence));
  let isLeaving = false;

  /**
   * @param {HlsPlayer} hls
   * @param {number} bufferSeconds
   */
  function look(hls, bufferSeconds) {
    const level = hls.levels[hls.loadLevel];
    if (level === undefined) return;
    const lately = left.lately();
    const others = hls.pathways.filter((each) => each !== level.pathwayId && !lately.has(each));
    const withNews = othersWithNews(level, others);
    if (withNews.length > 0) {
      hls.pathwayPriority = [...withNews, level.pathwayId];
      return;
    }
    const silent = silence.look(
      patienceMs({
        bufferSeconds,
        targetDurationSeconds: level.details?.targetduration ?? 0,
        othersLeft: others.length,
        leftLately: lately.size,
      }),
    );
    isLeaving = silent.some(({ origin }) => origin === new URL(level.uri).origin);
    for (const { giveUp } of silent) giveUp();
    if (!isLeaving) return;
    left.leave(level.pathwayId);
    // hls.js takes failures up within this turn. With several renditions it tries another one at the same edge first.
    setTimeout(() => {
      isLeaving = false;
      if (hls.levels[hls.loadLevel]?.pathwayId === level.pathwayId)
        hls.pathwayPriority = [...others, level.pathwayId];
    });
  }

  return {
    config: { fLoader, pLoader },
    mayRetry: () => !isLeaving,
    watch: (hls, bufferSeconds) => {
      const looking = setInterval(() => look(hls, bufferSeconds()), lookEveryMs);
      return () => clearInterval(looking);
    },
  };
}

/** Judges each playlist once: that of an edge which is come back to is an old one until it is loaded again. */
function createNewsCheck() {
  const news = createNewsWatch();
  /** @type {WeakSet<LevelDetails>} */
  const judged = new WeakSet();
  /**
   * @param {Level} level
   * @param {readonly string[]} others
   * @returns {readonly string[]} pathways to go to, if this one has no news; none: stay
   */
  return ({ pathwayId, details }, others) => {
    if (details === undefined || !details.live || judged.has(details)) return [];
    judged.add(details);
    return news.hear(
      { pathway: pathwayId, newestSegment: details.endSN, unchangedReloads: details.misses },
      others,
    );
  };
}

/**
 * hls.js's own loader, each of whose requests is listened to, and fails as if its time were over when it is given up.
 * @param {HlsConfig['loader']} Loader
 * @param {SilenceWatch} silence
 * @returns {HlsConfig['loader']}
 */
function heardLoader(Loader, silence) {
  return class extends Loader {
    #over = () => {};
    #isGivenUp = false;

    /**
     * @override
     * @type {InstanceType<HlsConfig['loader']>['load']}
     */
    load(context, config, callbacks) {
      super.load(context, config, {
        ...callbacks,
        onAbort: (...args) => {
          if (!this.#isGivenUp) callbacks.onAbort?.(...args);
        },
        onSuccess: (...args) => {
          this.#over();
          callbacks.onSuccess(...args);
        },
        onError: (...args) => {
          this.#over();
          callbacks.onError(...args);
        },
        onTimeout: (...args) => {
          this.#over();
          callbacks.onTimeout(...args);
        },
      });
      this.#over = silence.begin({
        origin: new URL(context.url, location.href).origin,
        receivedBytes: () => received(this.stats),
        giveUp: () => {
          this.#isGivenUp = true;
          this.abort();
          callbacks.onTimeout(this.stats, context, null);
        },
      });
    }

    /** @override */
    abort() {
      this.#over();
      super.abort();
    }

    /** @override */
    destroy() {
      this.#over();
      super.destroy();
    }
  };
}

/** An answer's head is something too. @param {{ loaded: number, loading: { first: number } } | null} stats */
const received = (stats) => (stats === null ? 0 : stats.loaded + (stats.loading.first > 0 ? 1 : 0));
