import type { Page } from '@playwright/test';
import { z } from 'zod';
import type { Scope } from '../../testing/scope.ts';
import { type CommandOptions, type SurecastProcess, startSurecast } from '../../testing/surecast-process.ts';
import { createWorkplace, type Workplace } from '../../testing/workplace.ts';

const readyLine = z.object({ url: z.url(), port: z.number(), token: z.string(), page: z.url() });

/** `surecast console` on a data directory of a test's own, with a small picture. */
export type RealConsole = {
  /** Address of the page with the operator's token. */
  readonly page: string;
  /** The same without it. */
  readonly url: string;
  readonly port: number;
  readonly workplace: Workplace;
  readonly process: SurecastProcess;
};

/** @param settings further settings of the configuration file */
export async function startConsole(
  t: Scope,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<RealConsole> {
  return startConsoleAt(t, await createWorkplace(t, { ui: true, ...settings }), 0);
}

/** The same on a data directory that there is already. @param port 0: any free one */
export async function startConsoleAt(
  t: Scope,
  workplace: Workplace,
  port: number,
  env: NonNullable<CommandOptions['env']> = {},
): Promise<RealConsole> {
  const args = ['console', '--ready-json', '--port', String(port), '--data', workplace.data];
  const process = startSurecast([...args, '--config', workplace.config], { env });
  t.after(async () => {
    process.signal('SIGKILL');
    await process.ended;
  });
  await process.untilSays(/^\{.*\}\r?\n/m);
  const line = process.stdout().split('\n')[0] ?? '';
  return { ...readyLine.parse(JSON.parse(line)), workplace, process };
}

/** Goes live from the page as a person does. What the preflight says of a slow test machine stops nothing. */
export async function goLive(page: Page, name: string): Promise<void> {
  await page
    .getByRole('region', { name: 'State', exact: true })
    .getByRole('button', { name: 'Go live' })
    .click();
  const dialog = page.getByRole('dialog', { name: 'Go live' });
  await dialog.getByLabel('Name of the broadcast').fill(name);
  await dialog.getByRole('button', { name: 'Go live' }).click();
  const anyway = dialog.getByRole('button', { name: 'Go live all the same' });
  const begun = dialog.waitFor({ state: 'detached' });
  await Promise.race([begun, anyway.click().catch(() => undefined)]);
  await begun;
}

/** Stops from the page, and says yes. */
export async function stop(page: Page): Promise<void> {
  await page
    .getByRole('region', { name: 'State', exact: true })
    .getByRole('button', { name: 'Stop' })
    .click();
  const dialog = page.getByRole('dialog', { name: 'Stop the broadcast?' });
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Waits until the page has one of these state words. */
export async function untilState(page: Page, words: RegExp): Promise<void> {
  await page.locator('.state-word').filter({ hasText: words }).waitFor();
}
