import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Settings } from '../../contract/api/settings.ts';
import { type Config, parseConfig } from '../../contract/config.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { writeDurably } from '../../disk/durable-file.ts';
import { editConfigText } from './edit-yaml.ts';
import { ownConfigPath } from './find-config.ts';
import { parseConfigText, readConfigText } from './read-config-file.ts';

/** What the file says, and which version of it says so. */
export type FileSettings = Pick<Settings, 'path' | 'config' | 'version'>;

export type SettingsChange = {
  readonly config: Readonly<Record<string, unknown>>;
  /** Of the settings that were changed; undefined: of those that were shown last. */
  readonly version?: string | undefined;
};

/** The configuration file as the console reads and writes it. */
export class SettingsFile {
  readonly #path: string;
  #shown: string | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  /** @param named the file given with `--config`; undefined: the data directory's own */
  constructor(named: string | undefined, dataDirectory: string) {
    this.#path = named === undefined ? ownConfigPath(dataDirectory) : resolve(named);
  }

  /** Where the file is; undefined while there is none. */
  pathIfAny(): string | undefined {
    return existsSync(this.#path) ? this.#path : undefined;
  }

  /** @throws SurecastError `CONFIG_INVALID` when the file can't be read or is not YAML */
  async read(): Promise<FileSettings> {
    const text = await this.#text();
    const version = versionOf(text);
    this.#shown = version;
    const config = text === undefined ? {} : asRecord(parseConfigText(text, this.#path), this.#path);
    return { path: text === undefined ? null : this.#path, config, version };
  }

  /**
   * The settings as the program takes them.
   * @throws SurecastError `CONFIG_INVALID`
   */
  async config(): Promise<Config> {
    const text = await this.#text();
    return text === undefined ? {} : parseConfig(parseConfigText(text, this.#path), this.#path);
  }

  /**
   * Checks settings and writes them, whole or not at all.
   * @throws SurecastError `CONFIG_INVALID`, `CONFIG_CHANGED`, `CONFIG_UNWRITABLE`
   */
  change(change: SettingsChange): Promise<FileSettings> {
    const written = this.#writing.then(() => this.#write(change));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  async #write({ config, version }: SettingsChange): Promise<FileSettings> {
    parseConfig(config, 'Settings');
    const before = await this.#text();
    const expected = version ?? this.#shown;
    if (expected !== undefined && expected !== versionOf(before))
      throw new SurecastError('CONFIG_CHANGED', `${this.#path} was changed since these settings were read.`);
    await this.#store(editConfigText(before ?? '', config));
    return this.read();
  }

  async #store(text: string): Promise<void> {
    try {
      const isThere = existsSync(this.#path);
      // Where the path is a link, the file behind it is the one that is kept.
      const path = isThere ? await realpath(this.#path) : this.#path;
      const mode = isThere ? (await stat(path)).mode & 0o777 : 0o644;
      await writeDurably(path, Buffer.from(text), mode);
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      throw new SurecastError('CONFIG_UNWRITABLE', `${this.#path} can't be written (${reason}).`, {
        cause: error,
      });
    }
  }

  async #text(): Promise<string | undefined> {
    return existsSync(this.#path) ? readConfigText(this.#path) : undefined;
  }
}

function versionOf(text: string | undefined): string {
  return text === undefined ? 'none' : createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function asRecord(value: unknown, path: string): Record<string, unknown> {
  if (value === null || value === undefined) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return { ...value };
  throw new SurecastError('CONFIG_INVALID', `${path} holds no settings.`);
}
