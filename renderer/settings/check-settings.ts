import type { z } from 'zod';
import { config } from '../../contract/config.ts';
import { wordsOf } from './issue-words.ts';
import type { SettingsForm } from './settings-form.ts';
import { writeConfig } from './write-config.ts';

/** What is wrong, by the field's path in the configuration: `origins.0.url`, `segmentSeconds`. */
export type FieldErrors = Readonly<Record<string, string>>;

export type CheckedSettings =
  | { readonly ok: true; readonly config: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly errors: FieldErrors };

/** Checks a form by the schema of the configuration file itself. @param base the file as it was read */
export function checkSettings(form: SettingsForm, base: Readonly<Record<string, unknown>>): CheckedSettings {
  const written = writeConfig(form, base);
  const errors: Record<string, string> = {};
  const parsed = config.safeParse(inLongForm(written));
  for (const { path, message } of parsed.success ? [] : fieldIssues(parsed.error.issues))
    errors[path] ??= message;
  for (const { path, message } of beyondTheSchema(form)) errors[path] ??= message;
  return Object.keys(errors).length === 0 ? { ok: true, config: written } : { ok: false, errors };
}

type FieldIssue = { readonly path: string; readonly message: string };

type Json = Readonly<Record<string, unknown>>;

/** Entries of lists in the form that has fields, so that an error stands at one of them. */
function inLongForm(written: Json): Json {
  const alarms = written['alarms'] as Json | undefined;
  return {
    ...written,
    ...('origins' in written && { origins: longEntries(written['origins']) }),
    ...(alarms?.['webhooks'] !== undefined && {
      alarms: { ...alarms, webhooks: longEntries(alarms['webhooks']) },
    }),
  };
}

const longEntries = (list: unknown): unknown =>
  Array.isArray(list)
    ? list.map((entry: unknown) => (typeof entry === 'string' ? { url: entry } : entry))
    : list;

function fieldIssues(issues: readonly z.core.$ZodIssue[], above: readonly PropertyKey[] = []): FieldIssue[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path];
    if (issue.code === 'invalid_union') {
      // Of the alternatives the one that got furthest is the one that was meant.
      const deepest = issue.errors.toSorted((a, b) => depthOf(b) - depthOf(a))[0];
      if (deepest !== undefined && depthOf(deepest) > 0) return fieldIssues(deepest, path);
    }
    return [{ path: path.map(String).join('.'), message: wordsOf(issue) }];
  });
}

const depthOf = (issues: readonly z.core.$ZodIssue[]): number =>
  Math.max(0, ...issues.map(({ path }) => path.length));

/** What a person would be surprised by later, though a file may say it. */
function* beyondTheSchema({ source, origins, variants }: SettingsForm): Generator<FieldIssue> {
  if (/^(device:|file:|)$/.test(source.trim())) yield { path: 'source', message: 'Choose or name one.' };
  for (const index of repeated(origins.map(({ url }) => url.trim())))
    yield { path: `origins.${index}.url`, message: 'This origin is there already.' };
  for (const index of repeated(variants.map(({ name }) => name.trim())))
    yield { path: `variants.${index}.name`, message: 'Another variant has this name.' };
}

const repeated = (texts: readonly string[]): number[] =>
  texts.flatMap((text, index) => (text !== '' && texts.indexOf(text) < index ? [index] : []));
