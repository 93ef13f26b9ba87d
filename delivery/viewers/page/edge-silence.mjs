/**
 * A request that waits for its bytes.
 * @typedef {{
 *   readonly origin: string;
 *   readonly receivedBytes: () => number;
 *   readonly giveUp: () => void;
 * }} WaitingRequest
 */

/**
 * Hears which edges say something. One that lives but is slow sends a byte now and then, in whichever of its answers; of one without
 * power nothing comes, and nobody hangs up either.
 * @typedef {{
 *   readonly begin: (request: WaitingRequest) => () => void;
 *   readonly look: (patienceMs: number) => readonly WaitingRequest[];
 * }} SilenceWatch
 */

/** After a longer pause than this between two looks the page was asleep, and has heard nobody. */
const longestPauseMs = 2_000;

/**
 * @param {() => number} nowMs a clock that does not jump
 * @returns {SilenceWatch} `begin` returns what is to be called when the request is over; `look`, called often, has the requests to
 *   edges that owe something and of which nothing came for so long
 */
export function createSilenceWatch(nowMs) {
  /** @type {Map<WaitingRequest, number>} */
  const waiting = new Map();
  /** @type {Map<string, number>} */
  const heardAtMs = new Map();
  let lookedAtMs = nowMs();

  /** @param {string} origin */
  const owesNothing = (origin) => [...waiting.keys()].every((each) => each.origin !== origin);

  function listen() {
    for (const [request, before] of waiting) {
      const bytes = request.receivedBytes();
      if (bytes === before) continue;
      waiting.set(request, bytes);
      heardAtMs.set(request.origin, nowMs());
    }
  }

  return {
    begin: (request) => {
      // Silence begins with a question.
      if (owesNothing(request.origin)) heardAtMs.set(request.origin, nowMs());
      waiting.set(request, request.receivedBytes());
      return () => {
        if (waiting.delete(request)) heardAtMs.set(request.origin, nowMs());
      };
    },
    look: (patienceMs) => {
      const now = nowMs();
      if (now - lookedAtMs > longestPauseMs)
        for (const origin of heardAtMs.keys()) heardAtMs.set(origin, now);
      lookedAtMs = now;
      listen();
      return [...waiting.keys()].filter(({ origin }) => now - (heardAtMs.get(origin) ?? now) > patienceMs);
    },
  };
}
