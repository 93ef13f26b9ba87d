import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { runInNewContext } from 'node:vm';
import { build } from 'vite';
import type { SurecastDesktop } from '../../contract/desktop.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { desktopBuilds } from '../../scripts/desktop/build-settings.ts';

/** What the built preload shows to the page, with what it does to ipcRenderer recorded. */
export type ShownPreload = {
  readonly desktop: SurecastDesktop;
  readonly invoked: readonly unknown[][];
  /** As if the main process had sent an action. */
  readonly deliver: (event: unknown, action: unknown) => void;
};

/** Builds the preload as for the app and runs it as Electron's sandbox does: one CommonJS file that can require `electron` alone. */
export async function shownPreload(t: TestContext): Promise<ShownPreload> {
  const folder = temporaryDirectory(t);
  const root = join(import.meta.dirname, '..', '..');
  for (const settings of desktopBuilds(root, folder).slice(-1)) await build(settings);
  const invoked: unknown[][] = [];
  const ipcRenderer = Object.assign(new EventEmitter(), {
    invoke: async (...args: unknown[]) => void invoked.push(args),
  });
  const shown = new Map<string, unknown>();
  const contextBridge = { exposeInMainWorld: (name: string, value: unknown) => void shown.set(name, value) };
  const require = (name: string): unknown => {
    if (name !== 'electron') throw new Error(`a sandboxed preload can't require ${name}`);
    return { ipcRenderer, contextBridge };
  };
  runInNewContext(await readFile(join(folder, 'preload.cjs'), 'utf8'), { require, exports: {}, module: {} });
  return {
    desktop: shown.get('surecastDesktop') as SurecastDesktop,
    invoked,
    deliver: (event, action) => void ipcRenderer.emit('surecast:action', event, action),
  };
}
