import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { type Config, parseConfig } from '../../contract/config.ts';
import { SurecastError } from '../../contract/surecast-error.ts';

const maxBytes = 1024 * 1024;

/**
 * Reads a configuration file (YAML, of which JSON is a part).
 * @throws SurecastError `CONFIG_INVALID`
 */
export async function readConfigFile(path: string): Promise<Config> {
  return parseConfig(parseConfigText(await readConfigText(path), path), path);
}

/** @throws SurecastError `CONFIG_INVALID` */
export async function readConfigText(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new SurecastError('CONFIG_INVALID', `The configuration ${path} can't be read (${error.code}).`, {
      cure: 'Check the path given with --config.',
    });
  });
  if (text.length <= maxBytes) return text;
  throw new SurecastError('CONFIG_INVALID', `The configuration ${path} is larger than 1 MiB.`);
}

/**
 * What a configuration file says, not checked by its schema.
 * @throws SurecastError `CONFIG_INVALID`
 */
export function parseConfigText(text: string, path: string): unknown {
  try {
    // Its warnings would go to standard error beside what is said of the settings.
    return parse(text, { logLevel: 'error' });
  } catch (error) {
    // The parser's own error, or that of an alias which leads nowhere or to too much.
    if (!(error instanceof Error)) throw error;
    throw new SurecastError(
      'CONFIG_INVALID',
      `${path}: ${error.message.split('\n')[0]?.replace(/:$/, '.')}`,
      { cause: error },
    );
  }
}
