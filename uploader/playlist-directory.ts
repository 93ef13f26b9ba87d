/** Where the local playlist versions of one origin lie, relative to the data directory. */
export function playlistDirectory(broadcastName: string, originId: number): string {
  return `broadcasts/${broadcastName}/playlists/${originId}`;
}
