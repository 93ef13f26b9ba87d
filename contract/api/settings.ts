import { z } from 'zod';
import { s3Keys } from '../origin-access.ts';

/** The settings as the console edits them: the configuration file's own, and where they are kept. */
export const settings = z.strictObject({
  /** Absolute path of the configuration file; null: there is none, and it is made when they are first saved. */
  path: z.string().nullable(),
  /** As the file has it, rates and origins in its own forms. */
  config: z.record(z.string(), z.unknown()),
  /** Origins whose keys are kept by this program, by URL; the keys themselves are never told. */
  originsWithKeys: z.array(z.string()),
  /** Which version of the file this is: whoever changes it says which one was changed. */
  version: z.string(),
});

/** Checked by the schema of the configuration file. */
export const settingsChange = z.strictObject({
  config: z.record(z.string(), z.unknown()),
  /** Of the settings that were changed: refused when the file has another one by now. Without it: of those that were read last. */
  version: z.string().max(64).optional(),
});

/** S3 keys of one origin. Kept apart from the configuration, for their owner alone to read; never sent back. */
export const originKeys = s3Keys.extend({ originUrl: z.string() });

/** An origin to be tried: what it can prove, and how long it takes. Without keys: those that are kept, else AWS's own ways. */
export const probeRequest = z.strictObject({
  origin: z.record(z.string(), z.unknown()),
  keys: s3Keys.optional(),
});

export const probeResult = z.strictObject({
  ok: z.boolean(),
  message: z.string(),
  code: z.string().nullable(),
  cure: z.string().nullable(),
  /** What it can: refuses a bad checksum, attests SHA-256, conditional writes; null when it could not be asked. */
  capabilities: z
    .strictObject({
      refusesBadChecksum: z.boolean(),
      attestsSha256: z.boolean(),
      conditionalCreate: z.boolean(),
      conditionalReplace: z.boolean(),
    })
    .nullable(),
  milliseconds: z.number(),
});

export type Settings = z.infer<typeof settings>;
export type OriginKeys = z.infer<typeof originKeys>;
export type ProbeRequest = z.infer<typeof probeRequest>;
export type ProbeResult = z.infer<typeof probeResult>;
