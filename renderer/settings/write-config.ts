import {
  type OriginForm,
  type SettingsForm,
  textSettings,
  type VariantForm,
  type WebhookForm,
} from './settings-form.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The configuration that a form says, as the file is to have it; not checked. What the form does not edit is taken
 * over from `base`; what is left empty is left out, so that the program's default holds. A text that is no number stays one
 * where a number belongs: the schema then says so.
 */
export function writeConfig(form: SettingsForm, base: Json): Json {
  const edited = {
    source: form.source.trim(),
    ...Object.fromEntries(
      Object.entries(textSettings).map(([name, kind]) => [
        name,
        writeText(form.texts[name as keyof typeof textSettings], kind),
      ]),
    ),
    variants: listOrNothing(form.variants.map(writeVariant)),
    origins: listOrNothing(form.origins.map(writeOrigin)),
    retention: writeRetention(form.retention),
    alarms: writeAlarms(form.webhooks, base['alarms']),
  };
  return withoutNothing({ ...base, ...edited });
}

/** One origin's entry, as `origins` of the configuration file takes it. */
export function originEntry({ url, endpoint, region, publisherFile, optional, rest }: OriginForm): Json {
  return withoutNothing({
    ...rest,
    url: url.trim(),
    endpoint: textOrNothing(endpoint),
    region: textOrNothing(region),
    publisherFile: textOrNothing(publisherFile),
    optional: optional ? true : undefined,
  });
}

function writeOrigin(origin: OriginForm): Json | string {
  const entry = originEntry(origin);
  return Object.keys(entry).length === 1 ? origin.url.trim() : entry;
}

function writeText(text: string, kind: 'text' | 'number' | 'list'): unknown {
  switch (kind) {
    case 'text':
      return textOrNothing(text);
    case 'number':
      return numberOrText(text);
    case 'list':
      return listOrNothing(
        text
          .split(/[\n,]/)
          .map((line) => line.trim())
          .filter((line) => line !== ''),
      );
  }
}

function writeVariant(variant: VariantForm): Json {
  const number = (text: string): unknown => numberOrText(text) ?? '';
  return withoutNothing({
    name: variant.name.trim(),
    width: number(variant.width),
    height: number(variant.height),
    framesPerSecond: number(variant.framesPerSecond),
    videoKbps: number(variant.videoKbps),
    audioKbps: numberOrText(variant.audioKbps),
  });
}

function writeRetention({ keepHours, maxGigabytes, whenFull }: SettingsForm['retention']): Json | undefined {
  const rules = withoutNothing({
    keepHours: numberOrText(keepHours),
    maxGigabytes: numberOrText(maxGigabytes),
    whenFull: whenFull ? true : undefined,
  });
  return Object.keys(rules).length === 0 ? undefined : rules;
}

/** Webhooks are what this page edits of the alarms; the rest is kept. */
function writeAlarms(webhooks: readonly WebhookForm[], base: unknown): Json | undefined {
  const written = webhooks.map(({ url, secret }) =>
    secret.trim() === '' ? url.trim() : { url: url.trim(), secret: secret.trim() },
  );
  const alarms = withoutNothing({ ...(base as Json | undefined), webhooks: listOrNothing(written) });
  return Object.keys(alarms).length === 0 ? undefined : alarms;
}

/** `2,5` is what a European keyboard's number block types. */
function numberOrText(text: string): number | string | undefined {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return undefined;
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : text.trim();
}

const textOrNothing = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());

const listOrNothing = <T>(list: readonly T[]): readonly T[] | undefined =>
  list.length === 0 ? undefined : list;

const withoutNothing = (object: Json): Json =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
