import type { Container, CutterOptions, Defect, SegmentCut } from './cut.ts';
import { createLogCutter } from './log-cutter.ts';

/** What damage makes of the segment that it hits. Any other defect was there before. */
const consequences: ReadonlySet<Defect> = new Set([
  'damaged',
  'truncated',
  'too-long',
  'frame-gap',
  'dts-order',
]);

/**
 * What of a damaged segment stands before the damage, as a segment of its own that has no defect; undefined if nothing
 * does, or if something else is wrong with it. A power cut leaves such holes in the bytes that FFmpeg had
 * written last, since a disk may write later blocks before earlier ones.
 * @param options those of the cutter that cut it; `resume.init` for fragmented MP4
 */
export function soundHead(
  container: Container,
  cut: SegmentCut,
  options: Omit<CutterOptions, 'resume'> & { readonly init?: Uint8Array | undefined },
): SegmentCut | undefined {
  if (!cut.defects.every((defect) => consequences.has(defect))) return undefined;
  const { init, ...rest } = options;
  const resume = { previousEndPts: cut.startPts, ...(init === undefined ? {} : { init }) };
  const cutOffAt = (length: number): SegmentCut[] => {
    const cutter = createLogCutter(container, { ...rest, resume });
    const cuts = [...cutter.push(cut.bytes.subarray(0, length)), ...cutter.finish('killed')];
    return cuts.filter((one) => one.kind === 'segment');
  };
  // Whatever is cut off in front of the damage is sound: that is where the damage can be seen from on.
  let [sound, damaged] = [0, cut.bytes.length + 1];
  while (damaged - sound > 1) {
    const length = (sound + damaged) >> 1;
    if (cutOffAt(length).every(({ defects }) => defects.length === 0)) sound = length;
    else damaged = length;
  }
  const head = cutOffAt(sound)[0];
  if (head === undefined) return undefined;
  return { ...head, startOffset: cut.startOffset, endOffset: cut.startOffset + head.endOffset };
}
