/** @import { HlsConfig } from 'hls.js' */

/**
 * hls.js's own loader, that asks for steering manifests at the edge which the viewer is at. Every edge answers the same question;
 * hls.js by itself asks for ever where it was last told to, also of an edge that is no more.
 * @param {HlsConfig['loader']} Loader
 * @param {() => string | undefined} playlistUrl of the Media Playlist that is loaded at present; undefined: none yet
 * @returns {HlsConfig['loader']}
 */
export function createSteeringLoader(Loader, playlistUrl) {
  return class extends Loader {
    /**
     * @override
     * @type {InstanceType<HlsConfig['loader']>['load']}
     */
    load(context, config, callbacks) {
      const isSteering = String(context.type) === 'steering-manifest';
      const url = isSteering ? urlAtSameServer(context.url, playlistUrl()) : context.url;
      super.load({ ...context, url }, config, callbacks);
    }
  };
}

/**
 * @param {string} url
 * @param {string | undefined} playlistUrl
 * @returns {string} the same at the server of the playlist
 */
export function urlAtSameServer(url, playlistUrl) {
  if (playlistUrl === undefined) return url;
  const { pathname, search } = new URL(url);
  return new URL(pathname + search, playlistUrl).href;
}
