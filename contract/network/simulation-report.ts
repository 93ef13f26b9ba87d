import { z } from 'zod';
import { expectation } from './simulation.ts';
import { type FigureName, figureNames } from './simulation-figures.ts';

/** A line that a run had to pass. */
const judgedLine = z.strictObject({ ...expectation.shape, measured: z.number(), held: z.boolean() });

const figures = z.strictObject(
  Object.fromEntries(figureNames.map((name) => [name, z.number()])) as Record<FigureName, z.ZodNumber>,
);

/** One run of a scenario with one algorithm. */
const simulatedRun = z.strictObject({
  name: z.string(),
  title: z.string(),
  /** Enumeration algorithm, `NAME@VERSION`. */
  algorithm: z.string(),
  /** What it was made of, in short. */
  scale: z.strictObject({
    edges: z.number().int(),
    intermediates: z.number().int(),
    viewers: z.number().int(),
    streams: z.number().int(),
    minutes: z.number(),
    seed: z.number().int(),
  }),
  figures,
  lines: z.array(judgedLine),
  ok: z.boolean(),
});

/** What `surecast simulate --json` prints. The same seed gives the same text, byte for byte: how long it took is not in it. */
export const simulationReport = z.strictObject({
  ok: z.boolean(),
  /** `S1` and so on, or the file's name. */
  scenario: z.string(),
  runs: z.array(simulatedRun),
});
export type JudgedLine = z.infer<typeof judgedLine>;
export type SimulatedRun = z.infer<typeof simulatedRun>;
export type SimulationReport = z.infer<typeof simulationReport>;
