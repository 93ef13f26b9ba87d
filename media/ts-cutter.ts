import type { Cut, CutterOptions, LogCutter, SegmentCut, VideoFormat } from './cut.ts';
import { LogBytes } from './log-bytes.ts';
import { unwrapTimestamp } from './segment-grid.ts';
import { Segmenter } from './segmenter.ts';
import { TsAudio } from './ts-audio.ts';
import { TsKeyframe } from './ts-keyframe.ts';
import { type AdaptationField, nullPid, packetBytes, readAdaptationField, syncByte } from './ts-packet.ts';
import { isComplete, type OpenPes, readPesHeader } from './ts-pes.ts';
import { type ProgramMap, readProgramAssociation, readProgramMap, readSection } from './ts-psi.ts';

/** PIDs below this carry tables (ISO/IEC 13818-1 Table 2-3 and DVB's SDT). */
const firstFreePid = 0x20;

/** Jumps further than this (6.6 h) do not move the reference for unwrapping: one damaged timestamp would spoil all after it. */
const believedJumpTicks = 2 ** 31;

const noAdaptation: AdaptationField = { discontinuity: false, randomAccess: false, stuffed: false };

/** The tables directly before a packet: where they begin, and which of PAT (1) and PMT (2) are among them. */
type PsiRun = { readonly startOffset: number; tables: number; damaged: boolean };

/**
 * Cuts an MPEG-TS log (ISO/IEC 13818-1). A segment begins at the run of PSI packets directly before a keyframe.
 * @param whole one segment from the first byte to the last, whatever is in it.
 */
export class TsCutter implements LogCutter {
  readonly #bytes = new LogBytes();
  readonly #segmenter: Segmenter;
  readonly #whole: boolean;
  readonly #counters = new Int8Array(8192).fill(-1);
  readonly #audio = new TsAudio();
  readonly #keyframe = new TsKeyframe();
  /** Offset of the next packet to read. */
  #position = 0;
  /** Where the sync byte was missing, while it is searched. */
  #lostAt: number | undefined;
  /** FFmpeg ended by itself: the last packet is whole. */
  #ended = false;
  #limit = Number.POSITIVE_INFINITY;
  #run: PsiRun | undefined;
  #pmtPid = -1;
  #program: ProgramMap | undefined;
  #videoPid = -1;
  #audioPid = -1;
  #videoPes: OpenPes | undefined;
  #lastPid = -1;
  #lastStuffed = false;
  #reference: number | undefined;
  #cuts: Cut[] = [];

  constructor(options: CutterOptions, whole = false) {
    this.#segmenter = new Segmenter(this.#bytes, options);
    this.#reference = options.resume?.previousEndPts ?? options.gridOrigin;
    this.#whole = whole;
    if (whole) this.#segmenter.openAt(0, undefined);
  }

  get newestPts(): number | undefined {
    return this.#segmenter.newestPts;
  }

  get nextBoundaryPts(): number | undefined {
    return this.#segmenter.nextBoundaryPts;
  }

  get videoFormat(): VideoFormat | undefined {
    return this.#keyframe.format;
  }

  get audioCodec(): string | undefined {
    return this.#audio.codec;
  }

  push(chunk: Uint8Array): Cut[] {
    this.#bytes.append(chunk);
    while (this.#lostAt === undefined ? this.#readPackets() : this.#searchSync()) {}
    if (this.#segmenter.segment === undefined) this.#bytes.dropTo(this.#run?.startOffset ?? this.#position);
    return this.#takeCuts();
  }

  finish(end: 'cleanly' | 'killed'): Cut[] {
    this.#ended = end === 'cleanly';
    if (this.#ended && this.#lostAt === undefined) this.#readPackets();
    const segment = this.#segmenter.segment;
    if (segment === undefined) return this.#takeCuts();
    // Of a log that ends within its first frames, nothing else tells how long a frame lasts.
    this.#segmenter.suggestFrameRate(this.#keyframe.format?.frameRate);
    if (this.#run?.damaged) segment.blame('damaged');
    const endOffset = end === 'cleanly' && !this.#isTorn ? this.#endCleanly() : this.#endKilled();
    if (endOffset <= segment.startOffset && !this.#whole) return this.#takeCuts();
    const blameless = segment.blames.every((defect) => defect === 'discontinuous');
    if (segment.videoFrames === 0 && blameless && !this.#whole) return this.#takeCuts();
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

  /** It ends within a packet, or within a PES packet that says how long it is. */
  get #endsWithin(): boolean {
    if (this.#lostAt !== undefined) return false;
    if (this.#bytes.end > this.#position) return true;
    return this.#lastPid === this.#audioPid && !isComplete(this.#audio.pes, this.#lastStuffed);
  }

  /** FFmpeg's exit does not say that the disk refused its last bytes: the log does. */
  get #isTorn(): boolean {
    return this.#endsWithin && !this.#whole;
  }

  /** Everything that is left, with the blame for what can't be whole. */
  #endCleanly(): number {
    const segment = this.#segmenter.segment;
    if (this.#lostAt !== undefined) segment?.blame('damaged');
    else if (this.#endsWithin) segment?.blame('truncated');
    return this.#bytes.end;
  }

  /** Where the last access unit ends that is whole. */
  #endKilled(): number {
    const end = this.#lostAt ?? this.#position;
    const { segment } = this.#segmenter;
    const pes =
      this.#lastPid === this.#videoPid
        ? this.#videoPes
        : this.#lastPid === this.#audioPid
          ? this.#audio.pes
          : undefined;
    if (pes === undefined || segment === undefined || isComplete(pes, this.#lastStuffed)) return end;
    if (pes.startOffset < segment.startOffset) return segment.startOffset;
    if (pes === this.#videoPes) segment.removeLastVideoFrame();
    else segment.audioFrames -= this.#audio.framesOfPes;
    return pes.startOffset;
  }

  /** Reads whole packets in place. Returns whether there is more to do: the sync was lost. */
  #readPackets(): boolean {
    for (;;) {
      const found = this.#bytes.chunkAt(this.#position);
      if (found === undefined) return false;
      const { chunk, start } = found;
      let at = this.#position - start;
      for (; at + packetBytes <= chunk.length; at += packetBytes) {
        if (chunk[at] !== syncByte) return this.#loseSync(start + at);
        if (chunk[at + packetBytes - 1] === 0 && !this.#isFollowed(start + at))
          return this.#lostAt !== undefined;
        this.#readPacket(chunk, at, start + at);
      }
      this.#position = start + at;
      if (at === chunk.length) continue;
      if (chunk[at] !== syncByte) return this.#loseSync(this.#position);
      if (this.#bytes.end - this.#position < packetBytes) return false;
      const packet = this.#bytes.read(this.#position, this.#position + packetBytes);
      if (packet[packetBytes - 1] === 0 && !this.#isFollowed(this.#position))
        return this.#lostAt !== undefined;
      this.#readPacket(packet, 0, this.#position);
      this.#position += packetBytes;
    }
  }

  /**
   * A packet that ends in zero is believed once a packet follows: after a power cut, zeros may begin within it. If
   * something else follows, the sync is lost from this packet on.
   */
  #isFollowed(offset: number): boolean {
    this.#position = offset;
    const next = offset + packetBytes;
    if (next === this.#bytes.end) return this.#ended;
    return this.#isSync(next) || !this.#loseSync(offset);
  }

  #loseSync(offset: number): true {
    this.#position = offset;
    this.#lostAt = offset;
    this.#run = undefined;
    return true;
  }

  /** Looks for three packets in a row. Returns whether it found them. */
  #searchSync(): boolean {
    for (;;) {
      if (this.#position >= this.#limit) this.#cutOversized(this.#limit);
      if (this.#bytes.end - this.#position <= 2 * packetBytes) return false;
      const found = this.#bytes.chunkAt(this.#position);
      if (found === undefined) return false;
      const within = found.chunk.indexOf(syncByte, this.#position - found.start);
      const candidate = found.start + (within < 0 ? found.chunk.length : within);
      const next = Math.min(candidate, this.#limit, this.#bytes.end - 2 * packetBytes);
      this.#position = next;
      if (next < candidate || within < 0 || this.#bytes.end - next <= 2 * packetBytes) continue;
      if (this.#isSync(next + packetBytes) && this.#isSync(next + 2 * packetBytes)) {
        this.#regainSync();
        return true;
      }
      this.#position++;
    }
  }

  #isSync(offset: number): boolean {
    return this.#bytes.byteAt(offset) === syncByte;
  }

  #regainSync(): void {
    this.#lostAt = undefined;
    this.#keyframe.stop();
    this.#videoPes = undefined;
    this.#audio.forget();
    // The damage is this segment's: what it interrupted must not be held against the next one.
    this.#counters.fill(-1);
    this.#segmenter.segment?.blame('damaged');
  }

  /** Before tables that are being read, if there are any: a keyframe may follow them. */
  #cutOversizedBefore(offset: number): void {
    const start = this.#run?.startOffset ?? offset;
    const isPiece = start > (this.#segmenter.segment?.startOffset ?? start);
    if (!isPiece) this.#run = undefined;
    this.#cutOversized(isPiece ? start : offset);
  }

  #cutOversized(offset: number): void {
    this.#emit(this.#segmenter.cutOversized(offset));
    this.#limit = this.#segmenter.limitOffset;
  }

  #readPacket(bytes: Uint8Array, at: number, offset: number): void {
    if (offset >= this.#limit) this.#cutOversizedBefore(offset);
    const second = bytes[at + 1] ?? 0;
    const fourth = bytes[at + 3] ?? 0;
    const pid = ((second & 0x1f) << 8) | (bytes[at + 2] ?? 0);
    if (pid === nullPid) return;
    let adaptation = noAdaptation;
    let payload = at + 4;
    if ((fourth & 0x20) !== 0) {
      adaptation = readAdaptationField(bytes, payload);
      payload += 1 + (bytes[payload] ?? 0);
    }
    const hasPayload = (fourth & 0x10) !== 0;
    const end = at + packetBytes;
    // transport_error_indicator, transport_scrambling_control, an adaptation field longer than the packet
    if ((second & 0x80) !== 0 || (fourth & 0xc0) !== 0 || payload > end)
      this.#segmenter.segment?.blame('damaged');
    this.#checkContinuity(pid, fourth & 0x0f, hasPayload, adaptation.discontinuity);
    if (!hasPayload || payload >= end) return;
    this.#lastPid = pid;
    this.#lastStuffed = adaptation.stuffed;
    this.#readPayload(pid, (second & 0x40) !== 0, adaptation.randomAccess, bytes, payload, end, offset);
  }

  /** continuity_counter (ISO/IEC 13818-1 2.4.3.3). FFmpeg never repeats a packet, so a repeated counter is damage too. */
  #checkContinuity(pid: number, counter: number, hasPayload: boolean, jumps: boolean): void {
    const last = this.#counters[pid] ?? -1;
    const expected = hasPayload ? (last + 1) & 0x0f : last;
    if (last >= 0 && counter !== expected && !jumps) this.#segmenter.segment?.blame('damaged');
    this.#counters[pid] = counter;
  }

  #readPayload(
    pid: number,
    unitStart: boolean,
    randomAccess: boolean,
    bytes: Uint8Array,
    from: number,
    to: number,
    offset: number,
  ): void {
    if (pid < firstFreePid || pid === this.#pmtPid) {
      this.#readTable(pid, unitStart ? bytes.subarray(from, to) : undefined, offset);
      return;
    }
    const run = this.#run;
    this.#run = undefined;
    if (pid === this.#videoPid) {
      if (unitStart) this.#startVideoPes(bytes, from, to, offset, randomAccess, run);
      else if (this.#videoPes !== undefined) this.#videoPes.received += to - from;
      if (!this.#keyframe.read(bytes, from, to)) this.#segmenter.segment?.blame('no-keyframe-first');
      return;
    }
    if (run?.damaged) this.#segmenter.segment?.blame('damaged');
    if (pid === this.#audioPid) this.#readAudio(bytes, from, to, offset, unitStart);
  }

  #readTable(pid: number, payload: Uint8Array | undefined, offset: number): void {
    this.#run ??= { startOffset: offset, tables: 0, damaged: false };
    if (payload === undefined || (pid !== 0 && pid !== this.#pmtPid)) return;
    this.#run.tables |= pid === 0 ? 1 : 2;
    const section = readSection(payload);
    if (section === undefined) this.#run.damaged = true;
    else if (pid === 0) this.#pmtPid = readProgramAssociation(section) ?? this.#pmtPid;
    else this.#setProgram(readProgramMap(section));
  }

  #setProgram(program: ProgramMap | undefined): void {
    if (program === undefined) return;
    this.#program = program;
    this.#videoPid = program.video?.pid ?? -1;
    this.#audioPid = program.audio?.pid ?? -1;
    this.#keyframe.setCodec(program.video?.codec);
    this.#audio.setCodec(program.audio?.codec);
  }

  #startVideoPes(
    bytes: Uint8Array,
    from: number,
    to: number,
    offset: number,
    randomAccess: boolean,
    run: PsiRun | undefined,
  ): void {
    this.#segmenter.suggestFrameRate(this.#keyframe.format?.frameRate);
    const header = readPesHeader(bytes, from, to);
    const frame = this.#unwrap(header?.pts, header?.dts);
    const hasTables = this.#whole ? this.#program !== undefined : run?.tables === 3;
    const keyframe = randomAccess && hasTables && this.#keyframe.mayDecodeAlone(bytes.subarray(from, to));
    if (keyframe && frame !== undefined && run !== undefined && !this.#whole)
      this.#tryStartSegment(run.startOffset, frame);
    const { segment } = this.#segmenter;
    if (segment === undefined) return;
    if (run?.damaged) segment.blame('damaged');
    if (segment.videoFrames === 0 && !keyframe) segment.blame('no-keyframe-first');
    if (keyframe) this.#keyframe.start();
    else this.#keyframe.stop();
    this.#videoPes = { startOffset: offset, packetLength: header?.packetLength ?? 0, received: to - from };
    this.#segmenter.addVideoFrame(frame);
  }

  #tryStartSegment(offset: number, frame: { pts: number; dts: number }): void {
    if (!this.#segmenter.startsSegment(frame.pts)) return;
    const cut = this.#segmenter.startSegment({ offset, ...frame });
    this.#emit(cut);
    if (cut?.defects.includes('damaged')) this.#forgetAudio();
    this.#limit = this.#segmenter.limitOffset;
    if (Math.abs(frame.pts - (this.#reference ?? frame.pts)) < believedJumpTicks) this.#reference = frame.pts;
  }

  /** Audio that was cut off in a damaged segment is not to be missed in the next one. */
  #forgetAudio(): void {
    this.#audio.forget();
    if (this.#audioPid >= 0) this.#counters[this.#audioPid] = -1;
  }

  #unwrap(pts: number | undefined, dts: number | undefined): { pts: number; dts: number } | undefined {
    if (pts === undefined || dts === undefined) return undefined;
    this.#reference ??= pts;
    const unwrapped = unwrapTimestamp(pts, this.#reference);
    return { pts: unwrapped, dts: unwrapTimestamp(dts, unwrapped) };
  }

  #readAudio(bytes: Uint8Array, from: number, to: number, offset: number, unitStart: boolean): void {
    const { frames, sound } = this.#audio.read(bytes, from, to, offset, unitStart);
    const { segment } = this.#segmenter;
    if (segment === undefined) return;
    if (!sound) segment.blame('damaged');
    segment.audioFrames += frames;
  }
}
