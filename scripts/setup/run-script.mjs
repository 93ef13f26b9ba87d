import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { node24Path, runNode24 } from './node24.mjs';
import { bringPackages } from './packages.mjs';
import { endOnFailure } from './say.mjs';

/**
 * Runs one of the checkout's scripts on Node 24, which is also the `node` that the script's own children find.
 * The script's exit status becomes this process's.
 * @param {string} script relative to the checkout
 * @param {readonly string[]} args
 */
export async function runScript(script, args) {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  try {
    await bringPackages(root);
    const first = [join(root, 'node_modules', '.bin'), dirname(node24Path(root))].join(delimiter);
    const env = { ...process.env, PATH: `${first}${delimiter}${process.env['PATH'] ?? ''}` };
    process.exitCode = await runNode24(root, [join(root, script), ...args], { env });
  } catch (thrown) {
    endOnFailure(thrown);
  }
}
