/**
 * Filters for sources that stamp their packets with the wall clock: their time goes on when somebody sets that clock,
 * where frames would else be repeated for an hour, or dropped. Both take a step for one that no silence of the source
 * leaves, since a silent one is opened again sooner. Expressions of FFmpeg's `setpts`, whose variables live as long
 * as the filter.
 */
const leastStepSeconds = 40;

/** FFmpeg smooths the times of sound: the first packet shows a quarter of a step, and the rest comes within seconds. */
const leastSoundStepSeconds = 10;
const settlingSeconds = 10;

/** Variables: 0 by how much the clock was set, 1 the last distance between two frames. */
export const videoPastClockSteps = [
  `setpts='if(gt(abs(PTS-PREV_INPTS)*TB,${leastStepSeconds}),`,
  'st(0,ld(0)+PTS-PREV_INPTS-ld(1)),st(1,PTS-PREV_INPTS));',
  `PTS-ld(0)'`,
].join('');

/**
 * While the smoothed times settle, samples are counted instead.
 * Variables: 0 by how much the clock was set, 1 the sample until which it settles, 2 the last packet's first sample,
 * 3 this packet's time.
 */
export const audioPastClockSteps = [
  `asetpts='if(gt(abs(PTS-PREV_INPTS)*TB,${leastSoundStepSeconds}),st(1,N+${settlingSeconds}*SR));`,
  'st(3,if(lt(N,ld(1)),PREV_OUTPTS+(N-ld(2))/(SR*TB),PTS-ld(0)));',
  'if(lt(N,ld(1)),st(0,PTS-ld(3)));',
  `st(2,N);ld(3)'`,
].join('');
