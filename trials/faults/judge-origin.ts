import { judgeBroadcast } from '../../tests/judge/judge-broadcast.ts';
import type { OriginView } from '../../tests/judge/origin-view.ts';
import { encodedFrames } from '../../tests/testing/capture-processes.ts';
import { smallPicture } from '../../tests/testing/workplace.ts';
import { countDamage, type Problem } from './count-damage.ts';

export type OriginVerdict = { readonly objects: number; readonly problems: readonly Problem[] };

/** Copies the finished broadcast `show` from its bucket and looks whether all is there, whole, with every frame. */
export async function judgeOrigin(view: OriginView, dataDirectory: string): Promise<OriginVerdict> {
  try {
    const expected = { ...smallPicture, frames: encodedFrames(dataDirectory) };
    const { keys } = await judgeBroadcast(view, 'show', expected);
    return { objects: keys.length, problems: [] };
  } catch (error) {
    const counted = await countDamage(view);
    const problem = { kind: 'other', message: String(error) } as const;
    return { objects: (await view.list()).length, problems: [...counted, problem] };
  }
}
