import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { leanNode } from '../../cli/lean-node.mjs';
import { bringCompiled } from './compiled.mjs';

test('the program is compiled once, again after a change, and not where it can’t be kept', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'surecast-compiled-'));
  t.after(() => rmSync(root, { recursive: true }));
  const [source, count] = [join(root, 'engine', 'engine.ts'), join(root, 'count')];
  for (const folder of ['engine', 'scripts']) mkdirSync(join(root, folder));
  writeFileSync(source, 'export const answer = 42;');
  const program = `import { appendFileSync } from 'node:fs';\nappendFileSync(${JSON.stringify(count)}, '+');\n`;
  writeFileSync(join(root, 'scripts', 'compile-program.ts'), program);
  const compiled = async (cache: string) => {
    const lean = leanNode(root);
    await bringCompiled(root, { ...lean, env: { ...lean.env, NODE_COMPILE_CACHE: cache } });
    return existsSync(count) ? readFileSync(count, 'utf8') : '';
  };
  const [cache, unwritable] = [join(root, 'cache', 'deep'), join(source, 'below-a-file')];
  assert.equal(await compiled(unwritable), '');
  assert.equal(await compiled(cache), '+');
  assert.equal(await compiled(cache), '+');
  utimesSync(source, 1, 1);
  assert.equal(await compiled(cache), '++');
  writeFileSync(join(root, 'scripts', 'compile-program.ts'), 'throw new Error("broken");');
  utimesSync(source, 2, 2);
  assert.equal(await compiled(cache), '++', 'nothing fails where it can’t be compiled');
});
