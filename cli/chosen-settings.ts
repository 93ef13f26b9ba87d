import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Config } from '../contract/config.ts';
import { AccessBook } from '../engine/origin-access/access-book.ts';
import { openFileKeyStore } from '../engine/origin-access/file-key-store.ts';
import { type FoundConfig, findConfig } from '../engine/settings/find-config.ts';
import { SettingsFile } from '../engine/settings/settings-file.ts';
import { keysFromStdin } from './keys-from-stdin.ts';
import { pathText } from './options.ts';

/** The options that say where settings are. */
export type SettingsFlags = {
  readonly data: string;
  readonly config?: string;
  readonly keysFromStdin?: true;
};

/** What a command works with: its configuration, its data directory, and how origins are reached. */
export type ChosenSettings = FoundConfig & {
  readonly dataDirectory: string;
  readonly access: AccessBook;
  /** Where the console saves settings. */
  readonly file: SettingsFile;
};

/** `--config FILE`. */
export function configOption(): Option {
  return new Option(
    '--config <file>',
    'configuration file (YAML or JSON); options given here replace its settings (default: surecast.yml in the data directory, if it is there)',
  ).argParser(pathText);
}

/** `--keys-from-stdin`: whoever starts the program keeps the keys of origins, as the desktop shell does. */
export function keysOption(): Option {
  return new Option(
    '--keys-from-stdin',
    'take the S3 keys of origins from the first line of standard input, not from origin-keys.json',
  );
}

/** Whether `--data` (or its variable) was given to a command. */
export function isDataGiven(command: Command): boolean {
  return command.getOptionValueSource('data') !== 'default';
}

/** A data directory's own configuration does not send elsewhere; one that was named does, unless `--data` was given too. */
export function chooseDataDirectory(
  { config: named, data }: Pick<SettingsFlags, 'config' | 'data'>,
  config: Pick<Config, 'dataDirectory'>,
  isDataGiven: boolean,
): string {
  return resolve((named !== undefined && !isDataGiven ? config.dataDirectory : undefined) ?? data);
}

/**
 * @param isDataGiven whether `--data` was given: then the configuration's own data directory counts for nothing
 * @throws SurecastError `CONFIG_INVALID`, `ORIGIN_KEYS_UNREADABLE`, `USAGE`
 */
export async function chooseSettings(flags: SettingsFlags, isDataGiven: boolean): Promise<ChosenSettings> {
  const found = await findConfig(flags.config, flags.data);
  const dataDirectory = chooseDataDirectory(flags, found.config, isDataGiven);
  const store = flags.keysFromStdin ? await keysFromStdin() : await openFileKeyStore(dataDirectory);
  const access = new AccessBook(found.config, store);
  return { ...found, dataDirectory, access, file: new SettingsFile(flags.config, dataDirectory) };
}

/** How this very program was started, for what it runs beside itself. */
export function ownProgram(): readonly string[] {
  return [process.execPath, ...process.execArgv, process.argv[1] ?? ''];
}
