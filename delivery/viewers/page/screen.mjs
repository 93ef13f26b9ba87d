/** @import { Playback } from './play-hls.mjs' */
/** @import { PlayerState } from './player-words.mjs' */
import { describeFacts } from './details.mjs';
import { keyAction } from './keys.mjs';
import { keepLetterKeys, usesLetterKeys } from './letter-keys.mjs';
import { pictureState } from './picture-state.mjs';
import { wordsOf } from './player-words.mjs';

const lookEveryMs = 500;
/** A pause in the picture that is shorter than this is not worth a word. */
const stalledAfterMs = 1_500;

/**
 * The page: what a viewer sees and presses.
 * @param {string} broadcast
 * @returns {{ readonly video: HTMLVideoElement; showState(state: PlayerState): void; showPlayback(playback: Playback): void }}
 */
export function createScreen(broadcast) {
  const video = /** @type {HTMLVideoElement} */ (element('video'));
  /** @type {Playback | undefined} */
  let playback;
  let hasBegun = false;
  let staysPaused = false;
  document.title = `${broadcast} – Surecast`;
  element('broadcast').textContent = broadcast;
  video.setAttribute('aria-label', broadcast);
  const movement = watchMovement(video);
  setInterval(() => {
    if (playback === undefined) return;
    hasBegun ||= video.currentTime > 0 && video.readyState >= 2;
    const { behindLiveSeconds } = playback.facts();
    const isLive = playback.isLive();
    const stalled = movement.isStalled();
    const { ended, paused } = video;
    const kind = pictureState({ ended, paused, stalled, isLive, behindLiveSeconds });
    if (hasBegun) showState({ kind });
    setShown('live', isLive && (kind === 'behind' || kind === 'paused'));
    if (!element('details').hidden) showFacts(playback);
  }, lookEveryMs);
  registerControls(video, () => playback);
  return {
    video,
    showState: (state) => {
      // Closing a playback pauses the video, so that it is to be asked before.
      if (playback !== undefined) staysPaused = video.paused && (hasBegun || staysPaused);
      playback = undefined;
      showState(state);
    },
    showPlayback: (begun) => {
      playback = begun;
      hasBegun = false;
      if (!staysPaused) startPlaying(video);
    },
  };
}

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no ${id}.`);
  return found;
}

/** Shows or hides a button; one that has the focus gives it to the picture. @param {string} id @param {boolean} isShown */
function setShown(id, isShown) {
  const button = element(id);
  if (!isShown && document.activeElement === button) element('video').focus();
  button.hidden = !isShown;
}

/** @param {PlayerState} state */
function showState(state) {
  const { badge, tone, notice } = wordsOf(state);
  const shown = element('badge');
  if (shown.textContent !== badge) {
    shown.textContent = badge;
    shown.dataset['tone'] = tone;
    element('announcement').textContent = notice?.title ?? badge;
  }
  const over = element('notice');
  over.hidden = notice === undefined;
  // What is covered gets no focus.
  element('video').inert = notice?.over === 'all';
  if (notice === undefined) return;
  over.dataset['over'] = notice.over;
  element('notice-title').textContent = notice.title;
  element('notice-text').textContent = notice.text;
  element('notice-cure').textContent = notice.cure ?? '';
}

/** @param {Playback} playback */
function showFacts(playback) {
  const rows = describeFacts(playback.facts()).map(([term, value]) => {
    const row = document.createElement('div');
    const [dt, dd] = [document.createElement('dt'), document.createElement('dd')];
    dt.textContent = term;
    dd.textContent = value;
    row.append(dt, dd);
    return row;
  });
  element('facts').replaceChildren(...rows);
}

/**
 * Whether a picture that should move stands still.
 * @param {HTMLVideoElement} video
 */
function watchMovement(video) {
  let at = video.currentTime;
  let movedAt = performance.now();
  return {
    isStalled: () => {
      if (video.currentTime !== at || video.paused) movedAt = performance.now();
      at = video.currentTime;
      return performance.now() - movedAt > stalledAfterMs;
    },
  };
}

/** Browsers refuse to begin with sound before anything was pressed. @param {HTMLVideoElement} video */
function startPlaying(video) {
  video.play().catch((/** @type {unknown} */ error) => {
    if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
    video.muted = true;
    setShown('unmute', true);
    void video.play().catch(() => {});
  });
}

/**
 * @param {HTMLVideoElement} video
 * @param {() => Playback | undefined} playback
 */
function registerControls(video, playback) {
  const dialog = /** @type {HTMLDialogElement} */ (element('keys'));
  const actions = {
    toggle: () => void (video.paused ? video.play().catch(() => {}) : video.pause()),
    mute: () => {
      video.muted = !video.muted;
    },
    fullscreen: () =>
      void (
        document.fullscreenElement === null ? video.requestFullscreen() : document.exitFullscreen()
      ).catch(() => {}),
    live: () => {
      playback()?.goLive();
      void video.play().catch(() => {});
    },
    details: () => {
      const details = element('details');
      details.hidden = !details.hidden;
      element('details-button').setAttribute('aria-expanded', String(!details.hidden));
      const playing = playback();
      if (!details.hidden && playing !== undefined) showFacts(playing);
    },
    keys: () => (dialog.open ? dialog.close() : dialog.showModal()),
  };
  element('unmute').addEventListener('click', actions.mute);
  element('live').addEventListener('click', actions.live);
  element('details-button').addEventListener('click', actions.details);
  element('keys-button').addEventListener('click', actions.keys);
  video.addEventListener('volumechange', () => {
    if (!video.muted) setShown('unmute', false);
  });
  const letterKeys = /** @type {HTMLInputElement} */ (element('letter-keys'));
  letterKeys.checked = usesLetterKeys();
  letterKeys.addEventListener('change', () => keepLetterKeys(letterKeys.checked));
  addEventListener('keydown', (pressed) => {
    const action = keyAction(pressed, document.activeElement?.tagName ?? '', letterKeys.checked);
    if (action === undefined || (dialog.open && action !== 'keys')) return;
    pressed.preventDefault();
    actions[action]();
  });
}
