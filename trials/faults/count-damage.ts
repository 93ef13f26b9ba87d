import { sha256Of } from '../../tests/judge/judge-receipt.ts';
import type { OriginView } from '../../tests/judge/origin-view.ts';
import { scanMediaPlaylist } from '../../tests/judge/scan-media-playlist.ts';

/** What is wrong with a broadcast: something promised is not there, is not itself, was named too early, … */
export type Problem = {
  readonly kind: 'lost' | 'damaged' | 'dangling' | 'exit-status' | 'other';
  readonly message: string;
};

/** One problem for each object that the playlist names and that is not there or not what it was. */
export async function countDamage(view: OriginView): Promise<Problem[]> {
  const playlist = await view.get('show/180p/index.m3u8');
  if (playlist === undefined) return [{ kind: 'lost', message: 'there is no playlist' }];
  const problems: Problem[] = [];
  for (const { uri, sha256, gap } of scanMediaPlaylist(playlist.bytes.toString('utf8')).segments) {
    const object = gap ? undefined : await view.get(`show/180p/${uri}`);
    if (object === undefined) problems.push({ kind: 'lost', message: uri });
    else if (sha256Of(object.bytes) !== sha256) problems.push({ kind: 'damaged', message: uri });
  }
  return problems;
}
