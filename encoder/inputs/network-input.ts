import type { Source } from '../source.ts';
import { type CaptureInput, type InputContext, packetQueue } from './input.ts';

/** Silence for this long ends FFmpeg, so that the supervisor starts a new run. */
const silenceMicroseconds = '10000000';

/**
 * A stream from the network. FFmpeg's own reconnecting stays off: a broken connection ends the run,
 * and the next one starts a discontinuity, so a break is always accounted for.
 */
export function networkInput(source: Extract<Source, { kind: 'url' }>, context: InputContext): CaptureInput {
  return {
    args: [...packetQueue, ...protocolArgs(source), '-i', source.url],
    hasVideo: true,
    hasAudio: context.hasAudio,
    audioInput: 0,
    live: true,
    endsByItself: false,
  };
}

/**
 * Options of the protocol, also for ffprobe. Every protocol calls its timeout differently (all in microseconds, FFmpeg 5.1 to 9.0): `timeout` is the silence of
 * an SRT or UDP socket and of an RTSP connection, but for RTMP it would mean "listen"; `rw_timeout` is that of TCP.
 */
export function protocolArgs(source: Extract<Source, { kind: 'url' }>): readonly string[] {
  switch (source.protocol) {
    case 'srt':
      return ['-timeout', silenceMicroseconds];
    case 'udp':
      return ['-timeout', silenceMicroseconds, '-fifo_size', '65536', '-overrun_nonfatal', '1'];
    case 'rtsp':
      return ['-rtsp_transport', 'tcp', '-timeout', silenceMicroseconds];
    case 'rtmp':
      return ['-rw_timeout', silenceMicroseconds];
    case 'http':
      return ['-rw_timeout', silenceMicroseconds, '-live_start_index', '-3'];
  }
}
