import type { ErrorCode } from '../contract/error-codes.ts';
import { redactUrl } from './redact-url.ts';

/** Why FFmpeg gave up: an error code and FFmpeg's own words. */
export type FailureReason = { readonly code: ErrorCode; readonly message: string };

type Pattern = { readonly code: ErrorCode; readonly says: RegExp; readonly means: string };

/** First match wins, so the causes stand before what follows from them. Words of FFmpeg 5.1 to 9.0 and of libsrt. */
const patterns: readonly Pattern[] = [
  { code: 'DISK_FULL', says: /No space left on device|Disk quota exceeded/, means: 'The disk is full' },
  {
    code: 'DISK_READ_ONLY',
    says: /(?:av_interleaved_write_frame|Error (?:writing|muxing)|log-\d{6}).*Read-only file system/,
    means: 'The disk takes no writes',
  },
  {
    code: 'DATA_DIR_UNWRITABLE',
    says: /Failed to open segment|log-\d{6}\.(?:ts|mp4)\W.*(?:Permission denied|Read-only file system|No such file)/,
    means: 'The capture log cannot be written',
  },
  {
    code: 'FFMPEG_FAILED',
    says: /Cannot load lib|No capable devices found|MFX session|No VA display|DLL \S+ failed to open|Device creation failed|Unknown encoder|Error while opening encoder/,
    means: 'The encoder does not work on this machine',
  },
  {
    code: 'SOURCE_BUSY',
    says: /Device or resource busy|Address already in use|device already in use|Could not (?:run|start) (?:graph|filter).*(?:in use|I\/O error)|already in use by another application|cannot be opened because it is in use/i,
    means: 'The source is in use by another program',
  },
  {
    code: 'SOURCE_DENIED',
    says: /Permission denied|Operation not permitted|not authorized to capture|401 Unauthorized|403 Forbidden|Authorization required|ERROR:BADSECRET|Incorrect passphrase|Connection rejected|rejected by peer/i,
    means: 'Reading the source is not allowed',
  },
  {
    code: 'SOURCE_UNREACHABLE',
    says: /Connection refused|Connection timed out|Connection reset|Operation timed out|Network is unreachable|No route to host|Failed to resolve hostname|Name or service not known|Temporary failure in name resolution|Connection setup failure|Connection to .* failed|(?:srt|rtmps?|rtsps?|udp|https?|tcp):\/\/\S+: Input\/output error|5XX Server Error|Server returned 5/i,
    means: 'The source cannot be reached',
  },
  {
    code: 'SOURCE_NO_VIDEO',
    says: /Stream map '0:V:0' matches no streams|Stream map '' matches no streams|does not contain any stream|Invalid data found when processing input|moov atom not found/,
    means: 'The source has no video that FFmpeg can read',
  },
  {
    code: 'SOURCE_NOT_FOUND',
    says: /No such file or directory|No such device|Cannot open display|Cannot open audio device|No such process|404 Not Found|Could not find (?:video|audio)|Cannot open video device|Could not enumerate|Video device not found|Audio device not found|cannot open audio device/i,
    means: 'The source does not exist',
  },
  // What FFmpeg says when the protocol or the device gave no reason.
  {
    code: 'SOURCE_UNREACHABLE',
    says: /Error opening input file (?:srt|rtmps?|rtsps?|udp|https?):/,
    means: 'The source cannot be reached',
  },
  { code: 'SOURCE_NOT_FOUND', says: /: Input\/output error$/, means: 'The source cannot be opened' },
];

/** Lines before the end that may tell why it came: decoding errors of an hour ago do not. */
const longestStory = 20;

/** Lines that explain nothing: warnings of every healthy run, and echoes. */
const noise = [
  /initial_offset is deprecated/,
  /Unable to write PRFT/,
  // The preview's, which is tried again and ends nothing.
  /segment '.*(?:pictures|sound)-\d\.avi'/,
  // FFmpeg 7 and later: what its other threads say of the failure of one.
  /Error sending frames to consumers|Task finished with error code|Terminating thread with return code/,
];

/**
 * Reads from FFmpeg's log why it ended. Undefined if the log holds no error at all.
 * The sentence names the cause and quotes the line it was read from.
 */
export function failureReason(logText: string): FailureReason | undefined {
  const lines = errorLines(logText);
  for (const { code, says, means } of patterns) {
    const line = lines.find((candidate) => says.test(candidate));
    if (line !== undefined) return { code, message: `${means} (FFmpeg: ${line}).` };
  }
  const last = lines.at(-1);
  return last === undefined ? undefined : { code: 'FFMPEG_FAILED', message: `FFmpeg failed: ${last}.` };
}

/**
 * Whether an FFmpeg that runs will never give anything. FFmpeg 5.1 does not end where an encoder can't be opened beside
 * outputs that have threads of their own (the preview's): it waits for them for good.
 */
export function willGiveNothing(logText: string): boolean {
  return errorLines(logText).some((line) => /Error while opening encoder/.test(line));
}

/** Lines at error or fatal level, without FFmpeg's context prefixes (`[srt @ 0x55…] [error] `) and without secrets. */
function errorLines(logText: string): readonly string[] {
  return logText
    .split(/[\r\n]+/)
    .filter((line) => /\[(?:error|fatal|panic)\]/.test(line) || isDeviceWords(line))
    .filter((line) => !noise.some((pattern) => pattern.test(line)))
    .map((line) =>
      withoutSecrets(line.replace(/^(?:\[[^\]]*\]\s*)+/, ''))
        .trim()
        .replace(/\.$/, ''),
    )
    .filter((line) => line !== '')
    .slice(-longestStory);
}

function withoutSecrets(line: string): string {
  return line.replace(/[a-z][a-z0-9+.-]*:\/\/[^\s'"]+?(?=[:.,]?(?:[\s'"]|$))/gi, redactUrl);
}

/** libsrt and ALSA write their own words past FFmpeg's log levels. */
function isDeviceWords(line: string): boolean {
  return /^ALSA lib .*(?:busy|No such|denied)/.test(line) || /SRT\.[a-z]+:/.test(line);
}
