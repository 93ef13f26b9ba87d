import { readFile } from 'node:fs/promises';
import { parse, YAMLParseError } from 'yaml';
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
  try {
    return parseConfig(parse(text), path);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new SurecastError(
      'CONFIG_INVALID',
      `${path}: ${error.message.split('\n')[0]?.replace(/:$/, '.')}`,
      { cause: error },
    );
  }
}
