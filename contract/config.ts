import { z } from 'zod';
import { alarmKinds } from './api/alarm.ts';
import { parseBitRate } from './bit-rate.ts';
import { parseBroadcastName } from './broadcast-name.ts';
import { isNetworkInterface } from './connection.ts';
import { deliveryOrders } from './delivery-order.ts';
import { isNatsUrl } from './nats-url.ts';
import { readOriginUrl } from './origin-url-syntax.ts';
import { type Bounds, settingBounds } from './setting-bounds.ts';
import { SurecastError } from './surecast-error.ts';

const name = z
  .string()
  .refine((text) => accepts(() => parseBroadcastName(text)), 'is not a name that can be used');
const originUrl = z
  .string()
  .refine(
    (text) => accepts(() => readOriginUrl(text)),
    'is not s3://BUCKET/PREFIX, surecast://HOST:PORT or file:DIR',
  );

/** One origin with what belongs to it; a URL alone will do as well. */
export const originEntry = z.strictObject({
  url: originUrl.describe('Its URL'),
  optional: z.boolean().default(false).describe('Whether a broadcast may end while it still lacks something'),
  endpoint: z
    .string()
    .refine(isEndpoint, 'is not an http:// or https:// URL without credentials')
    .optional()
    .describe(
      'S3 endpoint of a store of one’s own; default: as `AWS_ENDPOINT_URL_S3` or the AWS profile say',
    ),
  region: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/, 'is not the name of a region')
    .optional()
    .describe('S3 region; default: as `AWS_REGION` or the AWS profile say'),
  publisherFile: z
    .string()
    .min(1)
    .optional()
    .describe(
      'For `surecast://`: the file that says who publishes, from `surecast network publisher`; default: as `SURECAST_PUBLISHER` says',
    ),
});

const bitRate = z
  .string()
  .refine((rate) => accepts(() => parseBitRate(rate)), 'is not a rate such as 800k or 6M')
  .transform(parseBitRate);

const within = ({ least, most }: Bounds) => z.number().min(least).max(most);

const variant = z.strictObject({
  name: name.describe('Folder of its Media Playlist on the origin'),
  width: z.number().int().min(16).max(7680).describe('Picture width, pixels'),
  height: z.number().int().min(16).max(4320).describe('Picture height, pixels'),
  framesPerSecond: z.number().min(1).max(120).describe('Constant frame rate'),
  videoKbps: within(settingBounds.videoKbps).int().describe('Video bit rate, kbit/s'),
  audioKbps: z.number().int().min(16).max(512).default(128).describe('Audio bit rate, kbit/s'),
});

const seconds = (what: string) => z.number().min(0).max(3600).optional().describe(what);

const alarmDelay = z.strictObject({
  raiseSeconds: seconds('How long it must be wrong'),
  clearSeconds: seconds('How long it must be well again'),
});

const webhookUrl = z
  .string()
  .refine(isWebhookUrl, 'is not an http:// or https:// URL, nor env:NAME')
  .describe('Its URL, or `env:NAME`: the environment variable that holds it');

const alarmSettings = z.strictObject({
  webhooks: z
    .array(
      z.union([
        webhookUrl,
        z.strictObject({
          url: webhookUrl,
          secret: z
            .string()
            .regex(/^env:[A-Za-z_][A-Za-z0-9_]*$/, 'is not env:NAME')
            .optional()
            .describe('`env:NAME`: the environment variable with the secret that signs each message'),
        }),
      ]),
    )
    .max(10)
    .optional()
    .describe('Who is told of alarms, by POST'),
  off: z.array(z.enum(alarmKinds)).optional().describe('Kinds of alarms that are never raised'),
  delays: z
    .partialRecord(z.enum(alarmKinds), alarmDelay)
    .optional()
    .describe(
      'By kind: `{raiseSeconds, clearSeconds}` in place of the [usual ones](alarms.md), as `silence: {raiseSeconds: 60}`',
    ),
  behindSeconds: z
    .number()
    .min(1)
    .max(3600)
    .optional()
    .describe('An uplink falls behind when its oldest file has waited for longer; default 30'),
});

const network = z.strictObject({
  nats: z
    .array(z.string().refine(isNatsUrl, 'is not nats://HOST:PORT or tls://HOST:PORT'))
    .min(1)
    .describe('NATS servers of the network'),
  identity: z.string().min(1).describe('Folder from `surecast network admit`, with the role operator'),
  natsCredentials: z.string().min(1).optional().describe('Credentials file for NATS'),
});

/** The configuration file (YAML or JSON). Command line options replace what it says. Needs no Node: pages check with it as well. */
export const config = z.strictObject({
  source: z.string().optional().describe('What to capture, as `--source` takes it'),
  origins: z
    .array(z.union([originUrl, originEntry]))
    .min(1)
    .refine((origins) => origins.some((origin) => typeof origin === 'string' || !origin.optional), {
      error: 'one of them at least must not be optional',
    })
    .optional()
    .describe('Where to deliver to: as `--origin` takes it, or `{url, optional, endpoint, region}`'),
  broadcast: name.optional().describe('Name of the broadcast; an unfinished one of that name is resumed'),
  durationSeconds: z
    .number()
    .positive()
    .optional()
    .describe('End after so much media; default: until stopped'),
  segmentSeconds: within(settingBounds.segmentSeconds)
    .optional()
    .describe('Length of a Media Segment; default 2'),
  dataDirectory: z.string().min(1).optional().describe('Where recordings and the queue are kept'),
  port: z
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('Port of the console; default 7070, 0: any free one'),
  network: network.optional().describe('The delivery network that the console watches'),
  ui: z.boolean().optional().describe('Whether `surecast live` serves the console; default true'),
  container: z.enum(['ts', 'fmp4']).optional().describe('Packaging of the segments; default ts'),
  variants: z
    .array(variant)
    .min(1)
    .max(8)
    .refine(areNamesApart, 'two have the same name, or names that differ in capitals alone')
    .optional()
    .describe('Variant Streams; default: one, of the source’s own size'),
  encoder: z
    .string()
    .optional()
    .describe('Video encoder, of those that `surecast devices` lists; default libx264'),
  interfaces: z
    .array(z.string().refine(isNetworkInterface, 'is not the name of a network interface'))
    .min(1)
    .max(8)
    .optional()
    .describe(
      'Network interfaces or local addresses to reach S3 origins over, in order of preference; default: as the system routes',
    ),
  interfaceReturnSeconds: z
    .number()
    .min(1)
    .max(3600)
    .optional()
    .describe('A preferred interface must answer for so long before it is returned to; default 30'),
  workers: z
    .strictObject({
      min: within(settingBounds.workers).int().default(1).describe('Uplink workers of an origin at least'),
      max: within(settingBounds.workers).int().default(2).describe('… and at most; equal: a fixed number'),
    })
    .refine(({ min, max }) => min <= max, 'min is more than max')
    .optional()
    .describe('Uplink workers, each with up to four files in hand; their number adapts in between'),
  deliveryOrder: z
    .enum(deliveryOrders)
    .optional()
    .describe(
      'After an outage: `complete` (all in order; viewers fall behind) or `live-edge` (the newest first, the hole behind it); default complete',
    ),
  liveEdgeSegments: z
    .number()
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('In live-edge order: how many of the newest segments are waited for in order; default 2'),
  backfillShare: z
    .number()
    .min(0.01)
    .max(0.9)
    .optional()
    .describe(
      'In live-edge order: what backfill gets of the link while live media is being sent; default 0.1. It gets all that is left besides',
    ),
  maxUplinkRate: bitRate
    .optional()
    .describe('Cap on what the program sends to S3 origins, bits per second (800k, 6M); default: none'),
  liveWindowSeconds: z
    .number()
    .min(10)
    .max(86_400)
    .optional()
    .describe('What a live Media Playlist names at least; default 900'),
  diskReserveMegabytes: within(settingBounds.diskReserveMegabytes)
    .optional()
    .describe(
      'Room on the disk of the data directory that capture leaves for delivery, MB; default a twentieth of the disk, at most 1000',
    ),
  retention: z
    .strictObject({
      keepHours: z.number().positive().optional().describe('Older ones are removed'),
      maxGigabytes: z.number().positive().optional().describe('When there are more, the oldest are removed'),
      whenFull: z
        .boolean()
        .default(false)
        .describe('When the disk gets full, the oldest are removed rather than that capture stops'),
    })
    .optional()
    .describe('Removal of local segments that every origin has, verified; default: none is removed'),
  alarms: alarmSettings.optional().describe('When alarms are raised, and who is told'),
  stallSeconds: z
    .number()
    .min(2)
    .max(600)
    .optional()
    .describe('A source silent for so long is opened again; default 10'),
});

export type Config = z.infer<typeof config>;
export type VariantConfig = z.infer<typeof variant>;

/**
 * Checks a configuration that was read from a file.
 * @throws SurecastError `CONFIG_INVALID` that names the setting and what is wrong with it
 */
export function parseConfig(value: unknown, path: string): Config {
  const parsed = config.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`,
  );
  throw new SurecastError('CONFIG_INVALID', `${path}: ${issues.join('; ')}.`);
}

/** Each is a folder, and some file systems take no notice of capitals. */
function areNamesApart(variants: readonly { readonly name: string }[]): boolean {
  return new Set(variants.map(({ name }) => name.toLowerCase())).size === variants.length;
}

function isWebhookUrl(text: string): boolean {
  if (/^env:[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return true;
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function isEndpoint(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

function accepts(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
