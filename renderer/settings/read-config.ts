import {
  type OriginForm,
  type SettingsForm,
  type TextSetting,
  textSettings,
  type VariantForm,
  type WebhookForm,
} from './settings-form.ts';

type Json = Readonly<Record<string, unknown>>;

/** The form of a configuration as its file has it. What has another shape than the schema allows is left empty. */
export function readConfig(config: Json): SettingsForm {
  const retention = isObject(config['retention']) ? config['retention'] : {};
  return {
    source: textOf(config['source']) || 'test',
    texts: readTexts(config),
    variants: listOf(config['variants']).filter(isObject).map(readVariant),
    origins: listOf(config['origins']).map(readOrigin),
    retention: {
      keepHours: textOf(retention['keepHours']),
      maxGigabytes: textOf(retention['maxGigabytes']),
      whenFull: retention['whenFull'] === true,
    },
    webhooks: isObject(config['alarms']) ? listOf(config['alarms']['webhooks']).map(readWebhook) : [],
  };
}

function readTexts(config: Json): Record<TextSetting, string> {
  const entries = Object.entries(textSettings).map(([name, kind]) => {
    const value = config[name];
    return [name, kind === 'list' ? listOf(value).map(textOf).join('\n') : textOf(value)];
  });
  return Object.fromEntries(entries) as Record<TextSetting, string>;
}

function readVariant(variant: Json, index: number): VariantForm {
  return {
    rowId: index + 1,
    name: textOf(variant['name']),
    width: textOf(variant['width']),
    height: textOf(variant['height']),
    framesPerSecond: textOf(variant['framesPerSecond']),
    videoKbps: textOf(variant['videoKbps']),
    audioKbps: textOf(variant['audioKbps']),
  };
}

function readOrigin(origin: unknown, index: number): OriginForm {
  const { url, endpoint, region, publisherFile, optional, ...rest } = isObject(origin)
    ? origin
    : { url: origin };
  return {
    rowId: index + 1,
    url: textOf(url),
    endpoint: textOf(endpoint),
    region: textOf(region),
    publisherFile: textOf(publisherFile),
    optional: optional === true,
    rest,
  };
}

function readWebhook(webhook: unknown, index: number): WebhookForm {
  const { url, secret } = isObject(webhook) ? webhook : { url: webhook, secret: '' };
  return { rowId: index + 1, url: textOf(url), secret: textOf(secret) };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
