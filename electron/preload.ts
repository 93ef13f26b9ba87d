/**
 * The only code that stands between the page and Electron: two functions on `window.surecastDesktop`. Built into one CommonJS file
 * (a sandboxed preload can be nothing else). The page gets neither ipcRenderer nor an event object.
 */
import { contextBridge, ipcRenderer } from 'electron';
import type { SurecastDesktop } from '../contract/desktop.ts';
import { desktopActionChannel, desktopCallChannel } from '../contract/desktop-channels.ts';

const desktop: SurecastDesktop = {
  call: (name, input) => ipcRenderer.invoke(desktopCallChannel, name, input),
  onAction: (listener) => {
    const onMessage = (_event: unknown, action: unknown): void => {
      if (typeof action === 'string') listener(action);
    };
    ipcRenderer.on(desktopActionChannel, onMessage);
    return () => void ipcRenderer.off(desktopActionChannel, onMessage);
  },
};

contextBridge.exposeInMainWorld('surecastDesktop', desktop);
