/** hls.js, by the script that the page loads first. */
declare const Hls: typeof import('hls.js').default;
