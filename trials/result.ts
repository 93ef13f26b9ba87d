import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const figure = z.strictObject({
  /** What was counted or measured, with its unit. */
  what: z.string().min(1),
  value: z.union([z.number(), z.string().min(1)]),
  /** What it should be, where there is a goal. */
  goal: z.string().min(1).optional(),
});

/** The outcome of a whole run of one trial, kept in `docs/results/` and printed in docs/reference/trials.md. */
export const trialResult = z.strictObject({
  /** `npm run NAME` repeats it. */
  trial: z.string().regex(/^[a-z-]+$/),
  /** One or two sentences: what was done. */
  what: z.string().min(1),
  finishedAt: z.iso.datetime(),
  seconds: z.number().positive(),
  machine: z.string().min(1),
  figures: z.array(figure).min(1),
});

export type TrialResult = z.infer<typeof trialResult>;
export type Figure = z.infer<typeof figure>;

/** Where the outcomes lie. */
export const resultsDirectory = join(import.meta.dirname, '../docs/results');

/** Keeps the outcome of a whole run; a part of one (`--only …`, fewer rounds) is printed and not kept. */
export function keepResult(result: Omit<TrialResult, 'finishedAt' | 'machine'>): void {
  const kept: TrialResult = trialResult.parse({
    ...result,
    finishedAt: new Date().toISOString(),
    machine: describeMachine(),
  });
  mkdirSync(resultsDirectory, { recursive: true });
  writeFileSync(join(resultsDirectory, `${kept.trial}.json`), `${JSON.stringify(kept, null, 2)}\n`);
}

/** All kept outcomes, by name. */
export function readResults(directory: string = resultsDirectory): TrialResult[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => trialResult.parse(JSON.parse(readFileSync(join(directory, name), 'utf8'))));
}

/** The figures as lines for a person. */
export function figureLines(figures: readonly Figure[]): string[] {
  return figures.map(
    ({ what, value, goal }) => `${what.padEnd(70)} ${value}${goal === undefined ? '' : `   (goal: ${goal})`}`,
  );
}

const describeMachine = (): string =>
  `${type()}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;
