import { join } from 'node:path';

export type Container = 'ts' | 'fmp4';

/**
 * PTS in seconds of a broadcast's first frame, in both containers. Ten seconds leave room for what begins before the
 * first frame (decoding order, AAC priming), which would otherwise be negative and shift the streams against
 * each other.
 */
export const timelineStartSeconds = 10;

/** MPEG-TS of FFmpeg stands 1.4 s later than asked: twice its default muxing delay of 0.7 s. */
const mpegtsDelaySeconds = 1.4;

/** First FFmpeg major version whose segment muxer reckons rotation without the timestamp offset. */
const offsetAwareMajor = 9;

export type LogOutput = {
  readonly container: Container;
  /** Folder of the variant's capture log; must exist. */
  readonly directory: string;
  /** A new log file begins at the first keyframe after so many seconds. */
  readonly rotateSeconds: number;
  /** Where on the broadcast's timeline this run begins: 0 for the first, else the seconds before it. */
  readonly timelineOffsetSeconds: number;
  readonly ffmpegMajor: number;
};

/**
 * Muxer arguments of a capture log: a row of files that are one continuous stream when joined, each packet (TS) or
 * quarter-second fragment (fMP4) handed to the system as soon as it is made. The first frame's PTS is
 * `timelineStartSeconds + timelineOffsetSeconds` (less than a frame later where the source's first frame is).
 */
export function logOutputArgs(output: LogOutput): readonly string[] {
  const { container, ffmpegMajor } = output;
  const wanted = timelineStartSeconds + output.timelineOffsetSeconds;
  const offset = container === 'ts' ? wanted - mpegtsDelaySeconds : wanted;
  return [
    // Before 9 the muxer took the offset for elapsed time and began a file at every keyframe until it had caught up.
    ...[ffmpegMajor < offsetAwareMajor ? '-initial_offset' : '-output_ts_offset', offset.toFixed(6)],
    ...['-avoid_negative_ts', 'disabled'],
    ...['-f', 'segment', '-segment_time', String(output.rotateSeconds), '-segment_start_number', '0'],
    ...['-individual_header_trailer', '0'],
    ...(container === 'ts' ? tsArgs : fmp4Args),
    logPattern(output),
  ];
}

const tsArgs = ['-segment_format', 'mpegts', '-segment_format_options', 'flush_packets=1'];

/**
 * `frag_discont`, `use_editlist=0` and `avoid_negative_ts=disabled` together keep the offset and the distance between the tracks; otherwise both
 * tracks would begin at 0, audio 45 ms early. (Negative composition offsets would keep them too, but FFmpeg's own
 * reader then shows video two frames late.) Options of the inner muxer reach it in this list alone.
 */
const fmp4Options = [
  'movflags=empty_moov+default_base_moof+frag_keyframe+skip_trailer+frag_discont',
  'use_editlist=0',
  'avoid_negative_ts=disabled',
  'video_track_timescale=90000',
  'frag_duration=250000',
  'flush_packets=1',
  'write_prft=wallclock',
].join(':');

const fmp4Args = ['-segment_format', 'mp4', '-segment_format_options', fmp4Options];

/** File names as capture-log.ts reads them; a percent sign in the folder's own name must not be a pattern. */
function logPattern({ container, directory }: LogOutput): string {
  const folder = directory.replaceAll('%', '%%');
  return join(folder, `log-%06d.${container === 'ts' ? 'ts' : 'mp4'}`);
}
