import { z } from 'zod';
import { parseBroadcastName } from './broadcast-name.ts';
import { formatOriginUrl, parseOriginUrl } from './origin-url.ts';
import { SurecastError } from './surecast-error.ts';

const name = z
  .string()
  .refine((text) => accepts(() => parseBroadcastName(text)), 'is not a name that can be used');
const originUrl = z
  .string()
  .refine((text) => accepts(() => parseOriginUrl(text)), 'is not s3://BUCKET/PREFIX or file:DIR')
  .transform((text) => formatOriginUrl(parseOriginUrl(text)));

const variant = z.strictObject({
  name: name.describe('Folder of its Media Playlist on the origin'),
  width: z.number().int().min(16).max(7680).describe('Picture width, pixels'),
  height: z.number().int().min(16).max(4320).describe('Picture height, pixels'),
  framesPerSecond: z.number().min(1).max(120).describe('Constant frame rate'),
  videoKbps: z.number().int().min(50).max(200_000).describe('Video bit rate, kbit/s'),
  audioKbps: z.number().int().min(16).max(512).default(128).describe('Audio bit rate, kbit/s'),
});

/** The configuration file (YAML or JSON). Command line options replace what it says. */
export const config = z.strictObject({
  source: z.string().optional().describe('What to capture, as `--source` takes it'),
  origins: z.array(originUrl).min(1).optional().describe('Where to deliver to, as `--origin` takes it'),
  broadcast: name.optional().describe('Name of the broadcast; an unfinished one of that name is resumed'),
  durationSeconds: z
    .number()
    .positive()
    .optional()
    .describe('End after so much media; default: until stopped'),
  segmentSeconds: z.number().min(0.5).max(60).optional().describe('Length of a Media Segment; default 2'),
  dataDirectory: z.string().min(1).optional().describe('Where recordings and the queue are kept'),
  port: z
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('Port of the watch page; default 7070, 0: any free one'),
  ui: z.boolean().optional().describe('Whether to serve the watch page; default true'),
  container: z.enum(['ts', 'fmp4']).optional().describe('Packaging of the segments; default ts'),
  variants: z
    .array(variant)
    .min(1)
    .max(8)
    .optional()
    .describe('Variant Streams; default: one, of the source’s own size'),
  encoder: z
    .string()
    .optional()
    .describe('Video encoder, of those that `surecast devices` lists; default libx264'),
  workers: z
    .strictObject({
      min: z.number().int().min(1).max(32).default(1).describe('Uplink workers of an origin at least'),
      max: z.number().int().min(1).max(32).default(2).describe('… and at most; equal: a fixed number'),
    })
    .optional()
    .describe('Uplink workers, each with up to four files in hand; their number adapts in between'),
  liveWindowSeconds: z
    .number()
    .min(10)
    .max(86_400)
    .optional()
    .describe('What a live Media Playlist names at least; default 900'),
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

function accepts(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
