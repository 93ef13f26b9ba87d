import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Gate } from './gate.ts';

/** Licences that ask for no more than to be named, or not even that. */
const permissive = new Set(
  'MIT MIT-0 ISC 0BSD BSD-2-Clause BSD-3-Clause Apache-2.0 BlueOak-1.0.0 CC0-1.0 Unlicense Python-2.0 Zlib'.split(
    ' ',
  ),
);

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string(), license: z.string().optional(), dev: z.boolean().optional() }),
  ),
});

/** Whether an SPDX expression lets us use the package: one side of an OR, both of an AND. */
export function isPermissive(expression: string): boolean {
  const bare = expression.replaceAll(/[()]/g, '');
  if (/\bAND\b/.test(bare) && /\bOR\b/.test(bare)) return false;
  if (/\bAND\b/.test(bare)) return bare.split(/\s+AND\s+/).every((one) => permissive.has(one.trim()));
  return bare.split(/\s+OR\s+/).some((one) => permissive.has(one.trim()));
}

/** The licences of all packages that ship with the program. */
export const licences: Gate = {
  name: 'licences',
  counts: 'shipped packages',
  async run(root) {
    const lock = lockSchema.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
    const shipped = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && dev !== true);
    const problems = shipped.flatMap(([path, { version, license }]) => {
      const licence = license ?? licenceInPackage(join(root, path));
      if (licence !== undefined && isPermissive(licence)) return [];
      return [`${path.replace(/^.*node_modules\//, '')} ${version}: ${licence ?? 'no licence named'}`];
    });
    return { checked: shipped.length, problems };
  },
};

/** For what is older than the field `license`: the package's own file, in the form of its time. */
function licenceInPackage(directory: string): string | undefined {
  const schema = z.object({
    license: z.string().optional(),
    licenses: z.array(z.object({ type: z.string() })).optional(),
  });
  const { license, licenses } = schema.parse(
    JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')),
  );
  return license ?? licenses?.map(({ type }) => type).join(' OR ');
}
