/** hls.js without what is not needed here (subtitles, DRM, alternative audio): the same types, which its package leaves out. */
declare module 'hls.js/light' {
  export * from 'hls.js';
  export { default } from 'hls.js';
}
