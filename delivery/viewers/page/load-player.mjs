const address = '/player/hls.light.min.js';

/** Whether hls.js is there: a script of its own, which may not have come. */
export const hasPlayer = () => 'Hls' in globalThis;

/** Asks for hls.js once more. Resolves when it is there, or does not come again. @returns {Promise<void>} */
export function loadPlayer() {
  return new Promise((resolve) => {
    const script = document.createElement('script');
    const done = () => {
      script.remove();
      resolve();
    };
    script.addEventListener('load', done);
    script.addEventListener('error', done);
    script.src = address;
    document.head.append(script);
  });
}
