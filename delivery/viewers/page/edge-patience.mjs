/**
 * What is known when it is to be decided how long an edge may say nothing.
 * @typedef {{
 *   readonly bufferSeconds: number;
 *   readonly targetDurationSeconds: number;
 *   readonly othersLeft: number;
 *   readonly leftLately: number;
 * }} Situation
 */

const shortestMs = 1_500;
const longestMs = 4_000;

/**
 * How long an edge may say nothing before the next one is tried: about a target duration, less when there is little left to play.
 * Twice as long after each that was left: if others are as slow, it is this viewer's own link. Without another edge: for ever, and
 * the player's own limits hold. Pure.
 * @param {Situation} situation
 * @returns {number} milliseconds
 */
export function patienceMs({ bufferSeconds, targetDurationSeconds, othersLeft, leftLately }) {
  if (othersLeft === 0) return Number.POSITIVE_INFINITY;
  const wanted = Math.min(targetDurationSeconds, bufferSeconds / 2) * 1_000;
  return Math.min(longestMs, Math.max(shortestMs, wanted)) * 2 ** leftLately;
}

/** As long as hls.js keeps away from a pathway that failed. */
const keepAwayMs = 300_000;

/**
 * The pathways that were left lately, and since when.
 * @param {() => number} nowMs
 */
export function createLeftPathways(nowMs) {
  /** @type {Map<string, number>} */
  const leftAtMs = new Map();
  return {
    /** @param {string} pathway */
    leave: (pathway) => void leftAtMs.set(pathway, nowMs()),
    /** @returns {ReadonlySet<string>} */
    lately: () => {
      for (const [pathway, atMs] of leftAtMs) if (nowMs() - atMs > keepAwayMs) leftAtMs.delete(pathway);
      return new Set(leftAtMs.keys());
    },
  };
}
