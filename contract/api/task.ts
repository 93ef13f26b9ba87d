import { z } from 'zod';
import { exportReport, importReport } from '../handover-report.ts';
import { preflightReport } from '../preflight-report.ts';
import { rehearsalReport } from '../rehearsal-report.ts';
import { verifyReport } from '../verify-report.ts';

const decodeReport = z.looseObject({ ok: z.boolean() });
const deliverReport = z.strictObject({ broadcast: z.string(), delivered: z.boolean() });

/** A `file:` origin. */
const folderUrl = z.string().startsWith('file:').max(1000);

/**
 * What takes longer than a request should: asked for by `POST /api/tasks`, followed by events, its result in the task.
 * One row a kind: what it takes and what it gives.
 */
export const taskKinds = {
  /** The checks of `surecast doctor` on the settings as they are. */
  preflight: { input: z.strictObject({}), result: preflightReport },
  verify: {
    input: z.strictObject({ broadcast: z.string(), deep: z.boolean().default(false) }),
    result: verifyReport,
  },
  /** Follows the published playlist of a broadcast as a viewer does, and checks each hash. */
  decode: {
    input: z.strictObject({ playlist: z.string(), seconds: z.number().positive().max(86_400).optional() }),
    result: decodeReport,
  },
  rehearse: {
    input: z.strictObject({ seconds: z.number().min(30).max(3600).default(60) }),
    result: rehearsalReport,
  },
  deliver: {
    input: z.strictObject({
      file: z.string().min(1),
      copy: z.boolean().default(false),
      broadcast: z.string().optional(),
    }),
    result: deliverReport,
  },
  export: {
    input: z.strictObject({ broadcasts: z.array(z.string()), folder: z.string().min(1) }),
    result: exportReport,
  },
  import: {
    input: z.strictObject({
      folder: z.string().min(1),
      /** Where folders of the machine that exported it are on this one. */
      origins: z
        .array(z.strictObject({ from: folderUrl, to: folderUrl }))
        .max(100)
        .default([]),
    }),
    result: importReport,
  },
} as const;

export type TaskKind = keyof typeof taskKinds;

const kinds = Object.keys(taskKinds) as [TaskKind, ...TaskKind[]];

/** What a task is asked for with. */
export const taskRequest = z.strictObject({ kind: z.enum(kinds), input: z.unknown() });

const failure = z.strictObject({ code: z.string(), message: z.string(), cure: z.string() });

/** A task as it is now. */
export const task = z.strictObject({
  id: z.string(),
  kind: z.enum(kinds),
  /** The broadcasts that it was asked for with, by which any page finds it again; empty: none. */
  broadcasts: z.array(z.string()),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** 0 to 1; null when it can't be said. */
  progress: z.number().nullable(),
  startedAt: z.string(),
  /** Of the kind's schema once it is done; else null. */
  result: z.unknown(),
  error: failure.nullable(),
});

export type TaskInput<K extends TaskKind> = z.infer<(typeof taskKinds)[K]['input']>;
export type TaskResult<K extends TaskKind> = z.infer<(typeof taskKinds)[K]['result']>;
export type TaskRequest = z.infer<typeof taskRequest>;
export type Task = z.infer<typeof task>;
