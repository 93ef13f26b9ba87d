import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { type Config, parseConfig } from '../contract/config.ts';
import { SurecastError } from '../contract/surecast-error.ts';

const maxBytes = 1024 * 1024;

/**
 * Reads a configuration file (YAML, of which JSON is a part).
 * @throws SurecastError `CONFIG_INVALID`
 */
export async function readConfigFile(path: string): Promise<Config> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new SurecastError('CONFIG_INVALID', `The configuration ${path} can't be read (${error.code}).`, {
      cure: 'Check the path given with --config.',
    });
  });
  if (text.length > maxBytes)
    throw new SurecastError('CONFIG_INVALID', `The configuration ${path} is larger than 1 MiB.`);
  return parseConfig(parseYaml(text, path), path);
}

function parseYaml(text: string, path: string): unknown {
  try {
    return parse(text);
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
