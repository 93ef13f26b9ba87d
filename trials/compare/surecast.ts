import { encodedFrames } from '../../tests/testing/capture-processes.ts';
import { liveArgs } from '../../tests/testing/live-args.ts';
import { startSurecast } from '../../tests/testing/surecast-process.ts';
import { createWorkplace } from '../../tests/testing/workplace.ts';
import type { Contender } from './contender.ts';

/** `surecast live` to the same store. */
export const surecast: Contender = {
  name: 'surecast live',
  start: async (stage, plan) => {
    const { bucket, env, view } = await stage.bucket();
    const place = await createWorkplace(stage.scope, { segmentSeconds: plan.segmentSeconds });
    const args = liveArgs(place, [`s3://${bucket}/live`], '--duration', String(plan.durationSeconds));
    const program = startSurecast(args, { env });
    return {
      view,
      playlistKey: 'show/180p/index.m3u8',
      ended: program.ended.then(({ status }) => ({
        said: `its exit status is ${status}`,
        frames: encodedFrames(place.data),
      })),
    };
  },
};
