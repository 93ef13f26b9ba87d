import { app, type BrowserWindow, dialog, ipcMain, type OpenDialogOptions, shell } from 'electron';
import { desktopCallChannel } from '../../contract/desktop-channels.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { answerCall, type CallHandlers } from '../calls/answer-call.ts';
import { externalLink } from '../security/external-links.ts';

/** Serves the page's calls. @param window that dialogs belong to */
export function answerCalls(window: BrowserWindow, updateReady: () => boolean): void {
  const choose = async (options: OpenDialogOptions): Promise<string | null> => {
    const { filePaths } = await dialog.showOpenDialog(window, options);
    return filePaths[0] ?? null;
  };
  const handlers: CallHandlers = {
    describe: () => ({
      version: app.getVersion(),
      platform: process.platform,
      updateReady: updateReady(),
    }),
    chooseRecording: () => choose({ title: 'Choose a recording', properties: ['openFile'] }),
    chooseFolder: () =>
      choose({ title: 'Choose a folder', properties: ['openDirectory', 'createDirectory'] }),
    openLink: async ({ url }) => {
      if (!openLink(url)) throw new SurecastError('REQUEST_INVALID', 'The console has no such link.');
      return {};
    },
  };
  ipcMain.handle(desktopCallChannel, (event, name: unknown, input: unknown) =>
    answerCall(handlers, event.senderFrame, name, input),
  );
}

/** Gives a link to the system's browser, if it may have it. */
export function openLink(url: string): boolean {
  const link = externalLink(url);
  if (link !== undefined) void shell.openExternal(link);
  return link !== undefined;
}
