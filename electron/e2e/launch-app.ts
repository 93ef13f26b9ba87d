import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';

const root = join(import.meta.dirname, '..', '..');

/** The app with directories of its own. */
export type LaunchedApp = {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Of the engine. */
  readonly dataDirectory: string;
  /** The choice that the next question of the app is answered with, by its button's number. */
  readonly answerNext: (button: number) => Promise<void>;
  /** What it has asked so far. */
  readonly questions: () => Promise<readonly string[]>;
  readonly remove: () => Promise<void>;
};

/** @param config the configuration file's text */
export async function launchApp(
  executablePath: string,
  config: string,
  env: Readonly<Record<string, string>>,
): Promise<LaunchedApp> {
  const folder = await mkdtemp(join(tmpdir(), 'surecast-desktop-'));
  const dataDirectory = join(folder, 'data');
  await mkdir(dataDirectory);
  await writeFile(join(dataDirectory, 'surecast.yml'), config);
  // A container's root can't use Chromium's sandbox; everyone else keeps it.
  const noSandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app = await _electron.launch({
    executablePath,
    args: [root, `--user-data-dir=${join(folder, 'own')}`, ...noSandbox],
    env: { ...definedOnly(process.env), ...env, SURECAST_DATA: dataDirectory },
  });
  const page = await app.firstWindow();
  await app.evaluate(({ dialog }) => {
    const asked: string[] = [];
    const stand = { asked, button: 0 };
    Object.assign(globalThis, { surecastQuestions: stand });
    Object.assign(dialog, {
      showMessageBox: async (...args: readonly unknown[]) => {
        asked.push((args.at(-1) as { message: string }).message);
        return { response: stand.button, checkboxChecked: false };
      },
    });
  });
  return {
    app,
    page,
    dataDirectory,
    answerNext: (button) =>
      app.evaluate((_electron, number) => {
        (globalThis as unknown as { surecastQuestions: { button: number } }).surecastQuestions.button =
          number;
      }, button),
    questions: () =>
      app.evaluate(
        () => (globalThis as unknown as { surecastQuestions: { asked: string[] } }).surecastQuestions.asked,
      ),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
