import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '../../contract/config.ts';
import { readConfigFile } from './read-config-file.ts';

/** The configuration in use, and the file that it is kept in. */
export type FoundConfig = {
  /** Absolute; undefined: there is none, and every setting has its default. */
  readonly path: string | undefined;
  readonly config: Config;
};

/** Where settings are saved when no file was named: read from there ever after. */
export function ownConfigPath(dataDirectory: string): string {
  return join(dataDirectory, 'surecast.yml');
}

/**
 * The file that was named, or else the data directory's own, if it has one.
 * @throws SurecastError `CONFIG_INVALID`
 */
export async function findConfig(named: string | undefined, dataDirectory: string): Promise<FoundConfig> {
  const own = ownConfigPath(dataDirectory);
  const path = named === undefined ? (existsSync(own) ? own : undefined) : resolve(named);
  return { path, config: path === undefined ? {} : await readConfigFile(path) };
}
