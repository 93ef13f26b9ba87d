/**
 * What the player is doing, as far as a viewer cares.
 * @typedef {| { readonly kind: 'joining' | 'absent' | 'live' | 'recording' | 'behind' | 'paused' | 'stalled' | 'ended' | 'full' | 'lost' }
 *   | { readonly kind: 'denied'; readonly message: string; readonly cure: string }
 *   | { readonly kind: 'unplayable' }} PlayerState
 */

/**
 * What is said of a state: a word for the badge, and what is shown over the stage if that says more than the picture.
 * @typedef {{
 *   readonly badge: string;
 *   readonly tone: 'quiet' | 'live' | 'warn';
 *   readonly notice?: { readonly title: string; readonly text: string; readonly cure?: string; readonly over: 'all' | 'picture' };
 * }} StateWords
 */

/** @type {Readonly<Record<Exclude<PlayerState['kind'], 'denied'>, StateWords>>} */
const words = {
  joining: { badge: 'Joining', tone: 'quiet' },
  absent: {
    badge: 'Not yet begun',
    tone: 'quiet',
    notice: {
      title: 'The broadcast has not begun.',
      text: 'It starts here by itself as soon as there is something to see.',
      over: 'all',
    },
  },
  live: { badge: 'Live', tone: 'live' },
  recording: { badge: 'Recording', tone: 'quiet' },
  behind: { badge: 'Behind live', tone: 'quiet' },
  paused: { badge: 'Paused', tone: 'quiet' },
  stalled: { badge: 'Waiting for the picture', tone: 'warn' },
  ended: {
    badge: 'Ended',
    tone: 'quiet',
    notice: { title: 'The broadcast has ended.', text: 'Play it again with the controls.', over: 'picture' },
  },
  full: {
    badge: 'Full',
    tone: 'warn',
    notice: {
      title: 'All places are taken.',
      text: 'The next one that is free is taken by itself; leave the page open.',
      over: 'all',
    },
  },
  lost: {
    badge: 'Joining again',
    tone: 'warn',
    notice: {
      title: 'The connection is lost.',
      text: 'Another server is looked for; the broadcast goes on here by itself.',
      over: 'picture',
    },
  },
  unplayable: {
    badge: 'Cannot be played',
    tone: 'warn',
    notice: {
      title: 'This browser cannot play the broadcast.',
      text: 'Open the page in a current version of Chrome, Edge, Firefox or Safari.',
      over: 'all',
    },
  },
};

/**
 * @param {PlayerState} state
 * @returns {StateWords}
 */
export function wordsOf(state) {
  if (state.kind !== 'denied') return words[state.kind];
  const { message, cure } = state;
  return {
    badge: 'No access',
    tone: 'warn',
    notice: { title: 'This link does not open the broadcast.', text: message, cure, over: 'all' },
  };
}
