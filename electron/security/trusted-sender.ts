import { isPageUrl } from './page-address.ts';

/** Of Electron's WebFrameMain, what tells who speaks. */
export type SenderFrame = { readonly url: string; readonly parent: unknown };

/** Whether a message comes from the page itself: its host, in the window's main frame. A frame that is gone is nobody. Pure. */
export function isTrustedSender(frame: SenderFrame | null): boolean {
  return frame !== null && frame.parent === null && isPageUrl(frame.url);
}
