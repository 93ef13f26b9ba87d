import type { WebPreferences } from 'electron';

/** How the only window's page is confined. Everything is spelled out, defaults too: a test reads it item by item. */
export function pagePreferences(preloadPath: string): WebPreferences {
  return {
    preload: preloadPath,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    // Times and meters go on while the window is covered; nothing that matters depends on it.
    backgroundThrottling: false,
    spellcheck: false,
  };
}
