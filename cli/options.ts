import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { parseBitRate } from '../contract/bit-rate.ts';
import { isNetworkInterface } from '../contract/connection.ts';
import { formatOriginUrl, parseOriginUrl } from '../contract/origin-url.ts';
import { type Bounds, settingBounds } from '../contract/setting-bounds.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { defaultDataDirectory } from '../engine/data-directory.ts';

/** Options that several commands share, so that they read the same everywhere. */

/** `--data DIR`: value is an absolute path. */
export function dataOption(): Option {
  return new Option('--data <dir>', 'data directory')
    .default(defaultDataDirectory())
    .argParser((text: string) => resolve(pathText(text)));
}

/** Parser for a path as it was typed: an empty one (an unset variable) would be the current directory. */
export function pathText(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('It is empty: it must name a file or a folder.');
}

/**
 * `--origin URL`, any number of times: value is `string[]` of canonical origin URLs, each once, in the order given;
 * undefined when the option was not given.
 */
export function originOption(
  description = 's3://BUCKET/PREFIX, surecast://HOST:PORT or file:DIR (repeatable)',
  name = '--origin',
): Option {
  return new Option(`${name} <url>`, description).argParser(
    (text: string, previous: readonly string[] | undefined): string[] => {
      // Not for commander to report: it repeats the argument, which may hold credentials.
      const url = formatOriginUrl(parseOriginUrl(text));
      return [...(previous ?? []).filter((each) => each !== url), url];
    },
  );
}

/** `--optional-origin URL`, as `--origin`: it does not keep a broadcast open. */
export function optionalOriginOption(): Option {
  return originOption(
    'another origin, which a broadcast does not wait for at its end (repeatable)',
    '--optional-origin',
  );
}

/**
 * `--interface NAME`, any number of times: value is `string[]` in order of preference, each once; undefined when the option
 * was not given.
 */
export function interfaceOption(): Option {
  return new Option(
    '--interface <name>',
    'network interface (or local address) to reach S3 origins over (repeatable, in order of preference; default: as the system routes)',
  ).argParser((text: string, previous: readonly string[] | undefined): string[] => {
    if (!isNetworkInterface(text)) throw new InvalidArgumentError('It must name a network interface.');
    return [...(previous ?? []).filter((each) => each !== text), text];
  });
}

/** `--json`: one JSON object on standard output, everything else on standard error. */
export function jsonOption(): Option {
  return new Option('--json', 'print one JSON object on standard output; the rest goes to standard error');
}

/** Parser for a number above 0, whole or not (seconds, rates). */
export function positiveNumber(text: string): number {
  const value = decimal(text);
  if (value !== undefined && value > 0) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
}

/** Parser for a number that has the same bounds as a setting. */
export function numberWithin({ least, most }: Bounds): (text: string) => number {
  return (text) => {
    const value = decimal(text);
    if (value !== undefined && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
  };
}

/** Parser for the length of a Media Segment, seconds. */
export const segmentSeconds = numberWithin(settingBounds.segmentSeconds);

/** As `numberWithin`, whole numbers alone. */
export function integerWithin({ least, most }: Bounds): (text: string) => number {
  return (text) => {
    const value = decimal(text);
    if (value !== undefined && Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** Parser for a whole number of 1 or more (how many workers, frames). */
export function positiveInteger(text: string): number {
  const value = decimal(text);
  if (value !== undefined && value > 0 && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('It must be a whole number, 1 or more.');
}

/** `--max-uplink-rate RATE`: value in bits per second. */
export function maxUplinkRateOption(): Option {
  return new Option(
    '--max-uplink-rate <rate>',
    'cap on what is sent to S3 origins, bits per second, such as 800k or 6M (default: none)',
  ).argParser(bitRate);
}

/** Parser for a rate, in bits per second: what is wrong with it is told of its option. */
export function bitRate(text: string): number {
  try {
    return parseBitRate(text);
  } catch (error) {
    if (error instanceof SurecastError) throw new InvalidArgumentError(error.cure);
    throw error;
  }
}

/** `--workers COUNT`: a fixed number of uplink workers of each origin. */
export function workersOption(): Option {
  return new Option(
    '--workers <count>',
    'uplink workers of an origin, each with up to four files in hand (default: 1 or 2, as needed)',
  ).argParser(integerWithin(settingBounds.workers));
}

/** Parser for a TCP port; 0 lets the system choose one. */
export function port(text: string): number {
  const value = decimal(text);
  if (value !== undefined && Number.isInteger(value) && value <= 65_535) return value;
  throw new InvalidArgumentError('It must be a port: a whole number from 0 (any free one) to 65535.');
}

/** Plain decimal notation alone: `Number` would also take "", "0x10" and "1e400". */
function decimal(text: string): number | undefined {
  return /^\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : undefined;
}
