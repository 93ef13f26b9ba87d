import { joinBroadcast } from './join-broadcast.mjs';
import { hasPlayer, loadPlayer } from './load-player.mjs';
import { playHls } from './play-hls.mjs';
import { playNatively, playsNatively } from './play-natively.mjs';
import { createScreen } from './screen.mjs';

const askAgainMs = 3_000;
const longestPauseMs = 8_000;

const screen = createScreen(decodeURIComponent(location.pathname.split('/').pop() ?? ''));
const joinAddress = location.pathname.replace(/^\/watch\//, '/join/');

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Plays what was joined until it can't be had there any more.
 * @param {string} url
 * @param {number} startAt
 * @returns {Promise<{ readonly end: 'lost' | 'unplayable'; readonly others: readonly string[]; readonly resumeAt: number; readonly hasPlayed: boolean }>}
 */
async function play(url, startAt) {
  const { video } = screen;
  const isSupported = hasPlayer() && Hls.isSupported();
  if (!isSupported && !playsNatively(video))
    return { end: 'unplayable', others: [], resumeAt: -1, hasPlayed: false };
  const playback = isSupported ? playHls(video, url, startAt) : playNatively(video, url, startAt);
  screen.showPlayback(playback);
  const end = await playback.over;
  // A place that was only wished for stands in the time too.
  const hasPlayed = video.currentTime > 0 && video.readyState > 0;
  const resumeAt = playback.isLive() ? -1 : video.currentTime;
  const others = playback.joinAddresses();
  screen.showState(end === 'lost' ? { kind: 'lost' } : { kind: 'unplayable' });
  playback.close();
  return { end, others, resumeAt, hasPlayed };
}

/** Asks for hls.js until it is there, unless the browser can do without. */
async function untilPlayable() {
  for (let failures = 1; !hasPlayer() && !playsNatively(screen.video); failures++) {
    screen.showState({ kind: 'lost' });
    await pause(backOffMs(failures));
    await loadPlayer();
  }
}

/** Joins, plays, and joins again for as long as the page is open; only a refusal ends it. */
async function watch() {
  await untilPlayable();
  /** @type {readonly string[]} */
  let others = [];
  let resumeAt = -1;
  let failures = 0;
  for (;;) {
    const outcome = await joinBroadcast([joinAddress, ...others], fetch.bind(globalThis));
    if (outcome.kind === 'denied') return screen.showState(outcome);
    if (outcome.kind === 'joined') {
      const played = await play(outcome.url, resumeAt);
      if (played.end === 'unplayable') return;
      others = played.others.length > 0 ? played.others : others;
      // An attempt that came to nothing knows no place.
      if (played.hasPlayed) resumeAt = played.resumeAt;
      failures = played.hasPlayed ? 0 : failures + 1;
      await pause(failures === 0 ? 0 : backOffMs(failures));
      continue;
    }
    failures += 1;
    screen.showState({ kind: outcome.kind === 'unreachable' ? 'lost' : outcome.kind });
    if (outcome.kind === 'full') await pause(outcome.retryMs);
    else await pause(outcome.kind === 'absent' ? askAgainMs : backOffMs(failures));
  }
}

/** Spread, so that the viewers of an edge that fails do not come all at once. @param {number} failures */
function backOffMs(failures) {
  return Math.random() * Math.min(longestPauseMs, 1_000 * 2 ** Math.min(failures, 4));
}

/** Loads the page anew after a fault of its own, once a server has it: one that is gone would leave the browser's error. */
async function startAgain() {
  screen.showState({ kind: 'lost' });
  for (let isThere = false; !isThere; ) {
    await pause(backOffMs(Number.POSITIVE_INFINITY));
    const response = await fetch(location.href, { cache: 'no-store' }).catch(() => undefined);
    isThere = response?.ok === true;
  }
  location.reload();
}

watch().catch((/** @type {unknown} */ error) => {
  reportError(error);
  void startAgain();
});
