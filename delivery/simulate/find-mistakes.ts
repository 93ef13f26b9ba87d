import type { z } from 'zod';
import { expectation, simulatedFault, simulationSettings } from '../../contract/network/simulation.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { algorithmNames, chooseAlgorithm } from './choose-algorithm.ts';
import { closestWord } from './closest-word.ts';

type Path = readonly PropertyKey[];

/** One thing that is wrong with a simulation: where it stands, and what to write instead. */
export type Mistake = { readonly path: Path; readonly says: string };

/** All that is wrong with a simulation as it was written. */
export function findMistakes(input: unknown): readonly Mistake[] {
  const read = simulationSettings.safeParse(input);
  const issues = read.success ? [] : read.error.issues;
  return [...issues.flatMap((issue) => describe(issue, input)), ...algorithmMistake(input)];
}

function algorithmMistake(input: unknown): readonly Mistake[] {
  const path = ['algorithm'];
  const algorithm = valueAt(input, path);
  if (typeof algorithm !== 'string') return [];
  try {
    chooseAlgorithm(algorithm);
    return [];
  } catch (error) {
    if (!(error instanceof SurecastError)) throw error;
    const says = `it must be one of ${algorithmNames().join(', ')}, not ${JSON.stringify(algorithm)}`;
    return [{ path, says }];
  }
}

function describe(issue: z.core.$ZodIssue, input: unknown): readonly Mistake[] {
  const { path } = issue;
  const value = valueAt(input, path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [...path, key],
      says: unknownSetting(key, settingsAt(path, value)),
    }));
  if (issue.code === 'custom') return [{ path, says: issue.message }];
  if (value === undefined) return [{ path, says: `is missing; ${wanted(issue)}` }];
  const given = typeof value === 'object' ? '' : `, not ${JSON.stringify(value)}`;
  return [{ path, says: `${wanted(issue)}${given}` }];
}

function unknownSetting(key: string, settings: readonly string[]): string {
  const meant = closestWord(key, settings);
  return meant === undefined
    ? `is no setting; there are ${settings.join(', ')}`
    : `is no setting; \`${meant}\` may be meant`;
}

/** What can stand at a place of the file. */
function settingsAt([list]: Path, value: unknown): readonly string[] {
  if (list === 'expect') return Object.keys(expectation.shape);
  if (list !== 'faults') return Object.keys(simulationSettings.shape);
  const kind = valueAt(value, ['kind']);
  const shapes = simulatedFault.options.map(({ shape }) => shape);
  return Object.keys(shapes.find((shape) => shape.kind.value === kind) ?? {});
}

/** What a value has to be. */
function wanted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `it must be ${types[issue.expected] ?? issue.expected}`;
    case 'too_big':
      return `it must be ${issue.inclusive === true ? 'at most' : 'less than'} ${number(issue.maximum)}${unit(issue.origin)}`;
    case 'too_small':
      return `it must be ${issue.inclusive === true ? 'at least' : 'more than'} ${number(issue.minimum)}${unit(issue.origin)}`;
    case 'invalid_value':
      return `it must be one of ${issue.values.join(', ')}`;
    case 'invalid_union':
      return `it must be one of ${optionsOf(issue).join(', ')}`;
    default:
      return issue.message;
  }
}

/** Of a fault, which is told by its kind. */
const optionsOf = (issue: z.core.$ZodIssueInvalidUnion): readonly unknown[] =>
  'options' in issue && Array.isArray(issue.options) ? issue.options : [];

const types: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  array: 'a list',
  object: 'settings, each as `name: value`',
};
const number = (value: number | bigint): string => value.toLocaleString('en');
const unit = (origin: string): string =>
  origin === 'string' ? ' characters long' : origin === 'array' ? ' entries long' : '';

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );
}
