/** `npm run docs`: writes the reference pages that are made from source. The gate `docs` fails if one is out of date. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedDocs } from './docs/generated-docs.ts';

const root = dirname(import.meta.dirname);
for (const { path, generate } of generatedDocs) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), await generate());
  console.log(path);
}
