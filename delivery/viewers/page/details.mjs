/**
 * What is known of what plays; undefined: it can't be known here.
 * @typedef {{
 *   readonly edge: string | undefined;
 *   readonly behindLiveSeconds: number | undefined;
 *   readonly sinceCaptureSeconds: number | undefined;
 *   readonly bufferSeconds: number;
 *   readonly rendition: { readonly width: number; readonly height: number; readonly bitsPerSecond: number | undefined } | undefined;
 *   readonly frames: { readonly shown: number; readonly dropped: number };
 * }} PlayerFacts
 */

/**
 * As the page shows it.
 * @param {PlayerFacts} facts
 * @returns {readonly (readonly [term: string, value: string])[]}
 */
export function describeFacts({
  edge,
  behindLiveSeconds,
  sinceCaptureSeconds,
  bufferSeconds,
  rendition,
  frames,
}) {
  return [
    ['Edge', edge ?? 'not known'],
    ['Behind the newest', seconds(behindLiveSeconds)],
    ['Since it was captured', seconds(sinceCaptureSeconds)],
    ['Buffer', seconds(bufferSeconds)],
    ['Rendition', rendition === undefined ? 'not known' : describeRendition(rendition)],
    ['Dropped frames', `${frames.dropped} of ${frames.shown + frames.dropped}`],
  ];
}

/**
 * @param {number | undefined} value
 * @returns {string}
 */
function seconds(value) {
  return value === undefined || !Number.isFinite(value) ? 'not known' : `${value.toFixed(1)} s`;
}

/**
 * @param {NonNullable<PlayerFacts['rendition']>} rendition
 * @returns {string}
 */
function describeRendition({ width, height, bitsPerSecond }) {
  const size = `${width} × ${height}`;
  return bitsPerSecond === undefined ? size : `${size}, ${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s`;
}
