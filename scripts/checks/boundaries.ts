import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import config from '../../.dependency-cruiser.mjs';
import type { Gate } from './gate.ts';

const folders =
  'contract media disk encoder catalog uploader engine player delivery cli renderer electron fixtures tests trials bench scripts'.split(
    ' ',
  );

/** Files which break a rule each, and the rule. Planted in an empty folder to see that the rules still find them. */
const planted: Readonly<Record<string, readonly [path: string, imports: string]>> = {
  'contract-imports': ['contract/a.ts', '../media/b.ts'],
  'media-imports': ['media/a.ts', '../contract/b.ts'],
  'disk-imports': ['disk/a.ts', '../media/b.ts'],
  'encoder-imports': ['encoder/a.ts', '../uploader/b.ts'],
  'catalog-imports': ['catalog/a.ts', '../engine/b.ts'],
  'player-imports': ['player/a.ts', '../encoder/b.ts'],
  'uploader-imports': ['uploader/a.ts', '../catalog/b.ts'],
  'engine-imports': ['engine/a.ts', '../cli/b.ts'],
  'delivery-imports': ['delivery/a.ts', '../engine/b.ts'],
  'cli-imports': ['cli/a.ts', '../catalog/b.ts'],
  'renderer-imports': ['renderer/a.ts', '../engine/b.ts'],
  'electron-imports': ['electron/a.ts', '../engine/b.ts'],
  'electron-in-its-place': ['electron/b.ts', 'electron'],
  'launcher-imports': ['scripts/setup/a.mjs', '../checks/b.ts'],
  'fixtures-for-tests': ['engine/c.ts', '../fixtures/b.ts'],
  'properties-by-their-fixture': ['media/c.test.ts', 'fast-check'],
  'tests-are-not-imported': ['engine/d.ts', './b.test.ts'],
  'player-page-imports': ['delivery/viewers/page/a.mjs', '../../b.ts'],
  'no-cycles': ['engine/e.ts', './e.ts'],
  'no-unresolvable': ['engine/f.ts', './nowhere.ts'],
};

/** The rules on who may import whom, in .dependency-cruiser.mjs. */
export const boundaries: Gate = {
  name: 'boundaries',
  counts: 'modules',
  async run(root) {
    const result = await cruiseFolder(root);
    const violations = result.summary.violations.map(
      ({ rule, from, to }) => `${rule.name}: ${from} -> ${to}${commentOn(rule.name)}`,
    );
    const unnoticed = (await unnoticedPlants()).map((rule) => `${rule}: a planted violation was not found`);
    const modules = result.modules.filter(
      ({ source }) => !source.includes('node_modules') && !source.startsWith('node:'),
    );
    return { checked: modules.length, problems: [...violations, ...unnoticed] };
  },
};

function commentOn(rule: string): string {
  const comment = config.forbidden.find(({ name }) => name === rule)?.comment;
  return comment === undefined ? '' : ` (${comment})`;
}

async function cruiseFolder(baseDir: string): Promise<ICruiseResult> {
  const { forbidden, options } = config;
  const cruiseOptions = { ...options, ruleSet: { forbidden }, validate: true, baseDir } as ICruiseOptions;
  const { output } = await cruise(
    folders.filter((folder) => existsSync(join(baseDir, folder))),
    cruiseOptions,
  );
  if (typeof output === 'string') throw new Error('dependency-cruiser gave text in place of its result');
  return output;
}

/** The rules that do not find the violation planted for them. */
export async function unnoticedPlants(): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'surecast-plants-'));
  try {
    for (const folder of folders) await mkdir(join(directory, folder), { recursive: true });
    for (const [path, imports] of Object.values(planted)) {
      await plant(join(directory, path), `import { b } from '${imports}';\nexport const a = b;\n`);
      const target = join(directory, dirname(path), imports);
      if (imports.includes('b.')) await plant(target, 'export const b = 1;\n');
    }
    const { violations } = (await cruiseFolder(directory)).summary;
    return Object.keys(planted).filter((name) => !violations.some(({ rule }) => rule.name === name));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function plant(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
