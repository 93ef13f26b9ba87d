import type { Cut, CutterOptions, LogCutter, SegmentCut, VideoFormat } from './cut.ts';
import { LogBytes } from './log-bytes.ts';
import { type BoxHead, maxBoxHeadBytes, readBoxHead, readType, readUint32 } from './mp4-boxes.ts';
import { type Fragment, readFragment } from './mp4-fragment.ts';
import { type InitSection, parseInitSection } from './mp4-init-section.ts';
import type { OpenSegment } from './open-segment.ts';
import { Segmenter } from './segmenter.ts';

/** Boxes other than mdat are small; a larger size is damage. */
const maxSmallBoxBytes = 4 * 1024 * 1024;

/** Boxes that may stand before a moof, or at the end of a log (ISO/IEC 14496-12 8.16, 8.1.2, 8.8.10). */
const otherBoxes = ['ftyp', 'styp', 'prft', 'sidx', 'ssix', 'emsg', 'free', 'skip', 'uuid', 'mfra'];

/** Behind a search position, this much is kept: a prft and the head of the moof may stand there. */
const lookBehindBytes = 64;

/**
 * A power cut leaves whole pages of zeros, 4096 bytes. FFmpeg's own AAC may have zeros too, of a plain tone most of a
 * frame (1536 bytes at most, ISO/IEC 14496-3 4.5.3, of two channels), but never at the end, where ID_END stands; H.264 and
 * HEVC have no four in a row.
 */
const zeroRun = new Uint8Array(2048);
const zeroEndBytes = 4;

const moofType = Buffer.from('moof', 'latin1');
const moovType = Buffer.from('moov', 'latin1');

/**
 * Cuts a log of fragmented MP4 (ISO/IEC 14496-12 8.8): ftyp moov, then [prft] moof mdat for each fragment. A segment
 * begins at the fragment whose first video sample is a sync sample.
 * @param whole one segment from the first byte to the last, whatever is in it.
 */
export class Fmp4Cutter implements LogCutter {
  readonly #bytes = new LogBytes();
  readonly #segmenter: Segmenter;
  readonly #whole: boolean;
  readonly #copied: boolean;
  #init: InitSection | undefined;
  /** Offset of the next box to read; while lost, from where its type is searched. */
  #position = 0;
  /** Offset behind the last whole fragment: where the next one begins, with what stands before its moof. */
  #fragmentStart = 0;
  /** The moof whose mdat comes next. */
  #fragment: Fragment | undefined;
  #lost = false;
  #everStarted: boolean;
  #cuts: Cut[] = [];

  constructor(options: CutterOptions, whole = false) {
    this.#segmenter = new Segmenter(this.#bytes, options);
    this.#whole = whole;
    this.#copied = options.copied === true;
    this.#everStarted = whole;
    if (options.resume?.init !== undefined) this.#setInit(parseInitSection(options.resume.init));
    if (whole) this.#segmenter.openAt(0, undefined);
  }

  get newestPts(): number | undefined {
    return this.#segmenter.newestPts;
  }

  get nextBoundaryPts(): number | undefined {
    return this.#segmenter.nextBoundaryPts;
  }

  get videoFormat(): VideoFormat | undefined {
    return this.#init?.video;
  }

  get audioCodec(): string | undefined {
    return this.#init?.audioCodec;
  }

  push(chunk: Uint8Array): Cut[] {
    this.#bytes.append(chunk);
    while (this.#lost ? this.#searchFragment() : this.#readBox()) {}
    if (this.#segmenter.segment === undefined) {
      this.#bytes.dropTo(this.#lost ? this.#position - lookBehindBytes : this.#fragmentStart);
    }
    return this.#takeCuts();
  }

  finish(end: 'cleanly' | 'killed'): Cut[] {
    const endsWithin =
      this.#bytes.end > Math.max(this.#position, this.#fragmentStart) || this.#fragment !== undefined;
    // FFmpeg's exit does not say that the disk refused its last bytes: the log does.
    const cleanly = this.#whole || (end === 'cleanly' && (this.#lost || !endsWithin));
    if (cleanly && this.#lost) this.#blame('damaged');
    else if (cleanly && endsWithin) this.#blame('truncated');
    const { segment } = this.#segmenter;
    if (segment === undefined) return [];
    const blameless = segment.blames.every((defect) => defect === 'discontinuous');
    if (segment.videoFrames === 0 && blameless && !this.#whole) return [];
    const endOffset = cleanly ? this.#bytes.end : this.#fragmentStart;
    if (endOffset <= segment.startOffset && !this.#whole) return [];
    this.#emit(this.#segmenter.closeAt(endOffset));
    return this.#takeCuts();
  }

  #takeCuts(): Cut[] {
    const cuts = this.#cuts;
    this.#cuts = [];
    return cuts;
  }

  #emit(cut: SegmentCut | undefined): void {
    if (cut !== undefined) this.#cuts.push(cut);
  }

  #setInit(init: InitSection | undefined): void {
    this.#init = init;
    this.#segmenter.suggestFrameRate(init?.video?.frameRate);
  }

  /** Reads the next box, as far as it is there. Returns whether there may be more to do. */
  #readBox(): boolean {
    const head = readBoxHead(this.#bytes.read(this.#position, this.#position + maxBoxHeadBytes), 0);
    if (head === 'short') return false;
    if (head === undefined) return this.#lose(this.#position);
    if (head.type === 'mdat') return this.#readMediaData(head);
    const isKnown = head.type === 'moof' || head.type === 'moov' || otherBoxes.includes(head.type);
    if (!isKnown || head.size > maxSmallBoxBytes || this.#fragment !== undefined)
      return this.#lose(this.#position);
    const end = this.#position + head.size;
    if (end > this.#bytes.end) return false;
    if (head.type === 'moof') return this.#readMoof(head, end);
    if (head.type === 'moov') return this.#readMoov(end);
    this.#position = end;
    return true;
  }

  #readMoov(end: number): boolean {
    const init = parseInitSection(this.#bytes.read(this.#fragmentStart, end));
    if (init === undefined || this.#whole) return this.#lose(this.#position);
    this.#emit(this.#segmenter.closeAt(this.#fragmentStart));
    this.#bytes.dropTo(this.#fragmentStart);
    this.#setInit(init);
    const { video, audioCodec } = init;
    this.#cuts.push({ kind: 'init', bytes: this.#bytes.take(end), endOffset: end, video, audioCodec });
    this.#position = end;
    this.#fragmentStart = end;
    return true;
  }

  #readMoof(head: BoxHead, end: number): boolean {
    const moof = this.#bytes.read(this.#position, end);
    const fragment =
      this.#init === undefined ? undefined : readFragment(moof, head.headBytes, moof.length, this.#init);
    if (fragment === undefined) return this.#lose(this.#position);
    this.#startFragment(fragment);
    this.#fragment = fragment;
    this.#position = end;
    return true;
  }

  /** Cuts off the segment in hand if it would become larger than one may be. */
  #limitSize(endOffset: number): void {
    const { segment, limitOffset } = this.#segmenter;
    if (segment === undefined || endOffset <= limitOffset || segment.startOffset >= this.#fragmentStart)
      return;
    this.#emit(this.#segmenter.cutOversized(this.#fragmentStart));
  }

  #startFragment(fragment: Fragment): void {
    const first = fragment.frames[0];
    if (first === undefined) return;
    if (fragment.startsWithKeyframe && !this.#whole && this.#segmenter.startsSegment(first.pts)) {
      this.#everStarted = true;
      this.#emit(this.#segmenter.startSegment({ offset: this.#fragmentStart, ...first }));
    } else if (!fragment.startsWithKeyframe) {
      const segment = this.#segmentForOrphans();
      if (segment?.videoFrames === 0) segment.blame('no-keyframe-first');
    }
  }

  /** The segment in hand; or, where one was closed already, a new one for bytes that belong to none. */
  #segmentForOrphans(): OpenSegment | undefined {
    const { segment } = this.#segmenter;
    if (segment !== undefined || !this.#everStarted) return segment;
    return this.#segmenter.openAt(this.#bytes.begin, undefined);
  }

  #blame(defect: 'damaged' | 'truncated'): void {
    this.#segmentForOrphans()?.blame(defect);
  }

  #readMediaData(head: BoxHead): boolean {
    const fragment = this.#fragment;
    if (fragment === undefined || head.size !== head.headBytes + fragment.dataBytes)
      return this.#lose(this.#position);
    const end = this.#position + head.size;
    if (end - this.#fragmentStart > this.#segmenter.maxBytes) return this.#lose(this.#position);
    if (end > this.#bytes.end) return false;
    if (this.#hasZeros(this.#position + head.headBytes, end)) return this.#lose(this.#position);
    // Not before it is there: the sizes of a torn moof may be anything.
    this.#limitSize(end);
    this.#fragment = undefined;
    this.#position = end;
    this.#fragmentStart = end;
    this.#countFrames(fragment);
    return true;
  }

  /** Whether the media data was left as zeros by a power cut. Other encoders fill audio up with zeros: not judged then. */
  #hasZeros(from: number, to: number): boolean {
    if (this.#copied || to - from < zeroEndBytes) return false;
    return (
      this.#bytes.read(to - zeroEndBytes, to).every((byte) => byte === 0) ||
      this.#bytes.find(zeroRun, from, to) >= 0
    );
  }

  #countFrames(fragment: Fragment): void {
    const { segment } = this.#segmenter;
    if (segment === undefined) return;
    for (const frame of fragment.frames) this.#segmenter.addVideoFrame(frame);
    segment.audioFrames += fragment.audioFrames;
    if (this.#whole || fragment.endDts === undefined || !this.#segmenter.endsOnBoundary(fragment.endDts))
      return;
    this.#emit(this.#segmenter.closeAt(this.#fragmentStart, fragment.endDts));
  }

  /** From here on, the next fragment is searched: in the content of what stood at `offset` too, since its size is not believed. */
  #lose(offset: number): true {
    this.#lost = true;
    this.#fragment = undefined;
    this.#position = offset + 8;
    this.#segmentForOrphans();
    return true;
  }

  /** Looks for a moof that begins with mfhd (or, without an initialization section, a moov with mvhd). Returns whether it found it. */
  #searchFragment(): boolean {
    const [type, child] = this.#init === undefined ? [moovType, 'mvhd'] : [moofType, 'mfhd'];
    for (;;) {
      const found = this.#bytes.find(type, this.#position);
      this.#position = Math.max(this.#position, found >= 0 ? found : this.#bytes.end - type.length + 1);
      this.#limitLost();
      if (found < 0) return false;
      const box = this.#bytes.read(found - 4, found + 12);
      if (found + 12 > this.#bytes.end) return false;
      const size = readUint32(box, 0);
      if (box.length === 16 && size >= 24 && size <= maxSmallBoxBytes && readType(box, 12) === child) {
        this.#regain(found - 4);
        return true;
      }
      this.#position = found + 1;
    }
  }

  #limitLost(): void {
    while (this.#position - lookBehindBytes >= this.#segmenter.limitOffset) {
      this.#emit(this.#segmenter.cutOversized(this.#segmenter.limitOffset));
    }
  }

  #regain(offset: number): void {
    this.#blame('damaged');
    this.#lost = false;
    this.#position = offset;
    const begin = Math.max(this.#fragmentStart, this.#bytes.begin);
    const timed = [32, 24].find(
      (size) => offset - size >= begin && this.#isProducerTime(offset - size, size),
    );
    this.#fragmentStart = Math.max(offset - (timed ?? 0), this.#segmenter.segment?.startOffset ?? 0);
  }

  /** prft, the wall clock of the fragment that follows (ISO/IEC 14496-12 8.16.5). */
  #isProducerTime(offset: number, size: number): boolean {
    const head = readBoxHead(this.#bytes.read(offset, offset + maxBoxHeadBytes), 0);
    return head !== undefined && head !== 'short' && head.type === 'prft' && head.size === size;
  }
}
