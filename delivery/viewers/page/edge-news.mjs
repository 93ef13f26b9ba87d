/**
 * What the Media Playlist of a live broadcast says at an edge.
 * @typedef {{
 *   readonly pathway: string;
 *   readonly newestSegment: number;
 *   readonly unchangedReloads: number;
 * }} PlaylistSaid
 */

/** Players ask again after half a target duration: two and a half of them without a segment. */
const mostUnchangedReloads = 4;

/**
 * Finds edges that answer, but have nothing new: cut off from where they get the broadcast. It may as well be the broadcast that
 * pauses, for all edges: then each is left once, and the last one stayed at, until there is news.
 */
export function createNewsWatch() {
  /** @type {Set<string>} */
  const without = new Set();
  let newest = -1;
  return {
    /**
     * Called once for each playlist that was loaded.
     * @param {PlaylistSaid} said
     * @param {readonly string[]} others pathways that there are besides
     * @returns {readonly string[]} those to go to in place of this one; none: stay
     */
    hear: ({ pathway, newestSegment, unchangedReloads }, others) => {
      if (newestSegment > newest) {
        newest = newestSegment;
        without.clear();
      }
      if (unchangedReloads < mostUnchangedReloads) return [];
      without.add(pathway);
      return others.filter((each) => !without.has(each));
    },
  };
}
