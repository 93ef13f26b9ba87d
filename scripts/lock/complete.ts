/**
 * Adds the entries which npm leaves out of package-lock.json when the registry at hand lacks the packages of other
 * platforms (@biomejs/cli-darwin-arm64 and the like). Without them `npm ci` refuses the lock as "not in sync".
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const lockSchema = z.looseObject({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      dev: z.boolean().optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
type Lock = z.infer<typeof lockSchema>;

/** An optional dependency which the lock has no entry for. */
export type MissingEntry = { readonly name: string; readonly version: string; readonly dev: boolean };

/** The optional dependencies of all entries which no entry satisfies. @param lock parsed package-lock.json, version 3. */
export function missingEntries(lock: Lock): MissingEntry[] {
  const missing = new Map<string, MissingEntry>();
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (resolves(lock, path, name)) continue;
      missing.set(name, { name, version: version.replace(/^[\^~]/, ''), dev: entry.dev ?? false });
    }
  }
  return [...missing.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** Whether `name` is found from `path` by Node's walk up the node_modules folders. */
function resolves(lock: Lock, path: string, name: string): boolean {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (`${at}${at === '' ? '' : '/'}node_modules/${name}` in lock.packages) return true;
    if (at === '') return false;
  }
}

const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
  'aix',
];
const processors = ['arm64', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'arm'];

/** `os`, `cpu` and `libc` as told by a platform package's name, so that npm never asks for it elsewhere. */
export function platformOf(name: string): Record<string, string[]> {
  const words = name.split(/[/-]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.some((word) => word.startsWith('gnu'))
      ? ['glibc']
      : [];
  return Object.fromEntries(Object.entries({ cpu, libc, os }).filter(([, values]) => values.length > 0));
}

/** `text`, a package-lock.json, with an entry for each missing one; all else, and npm's order, stay as they are. */
export function completed(text: string): string {
  const packages: Record<string, unknown> = {};
  for (const { name, version, dev } of missingEntries(parseLock(text))) {
    packages[`node_modules/${name}`] = {
      version,
      ...(dev ? { dev } : {}),
      optional: true,
      ...platformOf(name),
    };
  }
  const merged: unknown = JSON.parse(text, function inOrder(this: unknown, key, value: unknown) {
    if (key !== 'packages' || !isRecord(this) || !('lockfileVersion' in this) || !isRecord(value))
      return value;
    const entries = Object.entries({ ...value, ...packages });
    return Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b, 'en')));
  });
  return `${JSON.stringify(merged, null, 2)}\n`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Reads and checks the text of a package-lock.json. */
export function parseLock(text: string): Lock {
  return lockSchema.parse(JSON.parse(text));
}

if (import.meta.main) {
  const path = fileURLToPath(new URL('../../package-lock.json', import.meta.url));
  const before = readFileSync(path, 'utf8');
  writeFileSync(path, completed(before));
  console.log(`package-lock.json: ${missingEntries(parseLock(before)).length} entries added`);
}
