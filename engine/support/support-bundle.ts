import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Alarm } from '../../contract/api/alarm.ts';
import { dataDirectoryStatus } from '../data-directory-status.ts';
import { logFilePaths } from '../log/log-file.ts';
import { programLogPath } from '../log/program-log.ts';
import type { Redactor } from '../log/redact.ts';
import { readCatalog } from '../read-catalog.ts';
import { aboutMachine } from './about-machine.ts';
import { readFfmpegLogs } from './ffmpeg-logs.ts';
import { keptSecrets, profileSecrets } from './kept-secrets.ts';
import { type ArchivedFile, createTar } from './tar.ts';

export type SupportBundleOptions = {
  /** Absolute path. */
  readonly dataDirectory: string;
  /** Knows the secrets of the environment and of the configuration. */
  readonly redactor: Redactor;
  /** As the configuration file has it, or why it can't be read; undefined: there is none. */
  readonly config: unknown;
  readonly env: NodeJS.ProcessEnv;
  /** The last report of the checks before going live (`preflightReport`), if there was one. */
  readonly preflight?: unknown;
  /** Of the engine that runs, if one does. */
  readonly alarms?: readonly Alarm[];
};

/** What a part holds; text, or anything that JSON can say. */
type Part = { readonly name: string; readonly read: () => unknown };

/**
 * All that somebody needs who is to find out what went wrong, as a .tar.gz, with secrets replaced by `***`: log, status,
 * configuration, versions, FFmpeg's own logs, shape of the catalog. No media. A part that can't be read says why.
 */
export async function createSupportBundle(options: SupportBundleOptions): Promise<Buffer> {
  const { dataDirectory, redactor } = options;
  redactor.hide([...(await keptSecrets(dataDirectory)), ...(await profileSecrets(options.env))]);
  const parts: readonly Part[] = [
    { name: 'about.json', read: () => aboutMachine(options.env) },
    { name: 'status.json', read: () => dataDirectoryStatus(dataDirectory) },
    { name: 'catalog.json', read: () => readCatalog(dataDirectory, (catalog) => catalog.shape()) },
    { name: 'config.json', read: () => options.config ?? null },
    { name: 'doctor.json', read: () => options.preflight },
    { name: 'alarms.json', read: () => options.alarms },
    ...logFilePaths(programLogPath(dataDirectory)).map((path) => ({
      name: `logs/${basename(path)}`,
      read: () => readIfAny(path),
    })),
    ...(await ffmpegParts(dataDirectory)),
  ];
  const files: ArchivedFile[] = [];
  for (const part of parts) {
    const text = await textOf(part);
    if (text !== undefined)
      files.push({ name: `surecast-support/${part.name}`, bytes: Buffer.from(redactor.redact(text)) });
  }
  return promisify(gzip)(createTar(files, Date.now()));
}

async function ffmpegParts(root: string): Promise<Part[]> {
  try {
    const logs = await readFfmpegLogs(root);
    // By number: a broadcast's name may be too long for an archive.
    const parts = logs.map(({ text }, index) => ({ name: `ffmpeg/${index + 1}.log`, read: () => text }));
    const list = logs.map(({ broadcast, run }, index) => ({ file: `${index + 1}.log`, broadcast, run }));
    return [...parts, { name: 'ffmpeg/runs.json', read: () => list }];
  } catch (error) {
    return [{ name: 'ffmpeg/runs.json', read: () => Promise.reject(error) }];
  }
}

/** Undefined: there is no such thing. */
async function textOf({ read }: Part): Promise<string | undefined> {
  try {
    const value = await read();
    if (value === undefined || typeof value === 'string') return value;
    return `${JSON.stringify(value, null, 2)}\n`;
  } catch (error) {
    return `${JSON.stringify({ notRead: String(error) })}\n`;
  }
}

async function readIfAny(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
