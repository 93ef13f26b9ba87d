import { z } from 'zod';
import { parseBroadcastName } from './broadcast-name.ts';
import { deliveryOrders } from './delivery-order.ts';
import { errorTable } from './error-codes.ts';
import { formatOriginUrl, parseOriginUrl } from './origin-url.ts';

/**
 * The manifest of an exported broadcast: one JSON object a line, the head first, then every row of the catalog that the
 * broadcast has, in an order in which each names only what came before it, then the end. Ids are the manifest's own.
 */

export const exportFormat = 'surecast-export/1';

const id = z.number().int().positive();
const count = z.number().int().nonnegative();
const milliseconds = z.number().finite();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const text = z.string().max(100_000);
const name = z.string().refine((value) => holds(() => parseBroadcastName(value)), 'is not a name');
const bit = z.union([z.literal(0), z.literal(1)]);

/** Each part is one that Surecast makes: what comes from a stick that others had in hand must not lead anywhere else. */
const path = z
  .string()
  .max(1000)
  .refine(
    (value) => value.split('/').every((part) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(part)),
    'is no path',
  )
  .refine((value) => !value.includes('..'), 'is no path');

const originUrl = z
  .string()
  .refine((value) => holds(() => formatOriginUrl(parseOriginUrl(value)) === value), 'is no origin');

export const manifestHead = z.strictObject({
  type: z.literal('export'),
  format: z.literal(exportFormat),
  /** The exports by which it went, the newest last, which is this one. */
  lineage: z.array(z.uuid()).min(1).max(1000),
  exportedAt: z.string(),
  broadcast: z.strictObject({
    name,
    phase: z.enum(['delivering', 'complete']),
    container: z.enum(['ts', 'fmp4']),
    segmentMs: id,
    targetDurationSeconds: id,
    settings: text,
    startedAtMs: milliseconds,
    endedAtMs: milliseconds.nullable(),
  }),
  /** What lies beside the manifest. */
  carriedFiles: count,
  carriedBytes: count,
});

const variant = z.strictObject({
  type: z.literal('variant'),
  id,
  name,
  declaredKbps: count,
  codecs: text.nullable(),
  width: id.nullable(),
  height: id.nullable(),
  framesPerSecond: z.number().positive().nullable(),
});

const origin = z.strictObject({
  type: z.literal('origin'),
  id,
  url: originUrl,
  complete: bit,
  optional: bit,
  deliveryOrder: z.enum(deliveryOrders),
});

const run = z.strictObject({
  type: z.literal('run'),
  id,
  number: id,
  directory: path,
  startedAtMs: milliseconds,
  settings: text,
});

const file = z.strictObject({
  type: z.literal('file'),
  id,
  kind: z.enum(['segment', 'init', 'media-playlist', 'multivariant-playlist', 'receipt']),
  variantId: id.nullable(),
  path,
  key: path,
  version: id.nullable(),
  firstSequence: count.nullable(),
  sizeBytes: id,
  sha256,
  createdAtMs: milliseconds,
  /** Whether its bytes lie beside the manifest: some origin still lacks them. */
  carried: bit,
});

const segment = z.strictObject({
  type: z.literal('segment'),
  variantId: id,
  sequence: count,
  runId: id,
  fileId: id.nullable(),
  initFileId: id.nullable(),
  startPts: z.number().int(),
  endPts: z.number().int(),
  programDateTimeMs: milliseconds,
  discontinuity: bit,
  videoFrames: count,
  gapReason: text.nullable(),
});

const codes = Object.keys(errorTable);
const upload = z.strictObject({
  type: z.literal('upload'),
  fileId: id,
  originId: id,
  /** Whatever waits or was under way is `queued`. */
  state: z.enum(['queued', 'verified', 'superseded', 'lost']),
  replaces: sha256.nullable(),
  proof: z.enum(['sha256-attested', 'sha256-read-back']).nullable(),
  verifiedAtMs: milliseconds.nullable(),
  errorCode: z
    .string()
    .refine((code) => codes.includes(code))
    .nullable(),
  errorMessage: text.nullable(),
});

const liveGap = z.strictObject({
  type: z.literal('live-gap'),
  variantId: id,
  originId: id,
  firstSequence: count,
  lastSequence: count,
});

/** A row of the catalog. */
export const manifestRow = z.discriminatedUnion('type', [
  variant,
  origin,
  run,
  file,
  segment,
  upload,
  liveGap,
]);

export const manifestEnd = z.strictObject({
  type: z.literal('end'),
  /** Lines before this one. */
  lines: count,
  /** Of all bytes before this line. */
  sha256,
});

export type ManifestHead = z.infer<typeof manifestHead>;
export type ManifestRow = z.infer<typeof manifestRow>;
export type ManifestFile = z.infer<typeof file>;
export type ManifestOrigin = z.infer<typeof origin>;

/** Where the bytes of a carried file lie, relative to the export: short names, a thousand a folder, as FAT likes them. */
export function carriedPath(fileId: number): string {
  return `files/${Math.floor(fileId / 1000)}/${String(fileId).padStart(8, '0')}.bin`;
}

/** Name of an export's folder: never one that Windows keeps for a device. */
export function exportFolder(broadcastName: string): string {
  return `surecast-${broadcastName}`;
}

export const manifestName = 'manifest.jsonl';

function holds(check: () => unknown): boolean {
  try {
    return check() !== false;
  } catch {
    return false;
  }
}
