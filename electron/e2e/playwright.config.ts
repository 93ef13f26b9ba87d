/** `npx playwright test -c electron/e2e`: the real app, with a real engine, FFmpeg and MinIO. docs/desktop.md says what it needs. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../artifacts/desktop',
  // One app at a time: they share a display and its tray.
  workers: 1,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
  use: { trace: 'retain-on-failure' },
});
