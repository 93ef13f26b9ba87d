import { isPageUrl } from './page-address.ts';

type Prevented = { preventDefault(): void; readonly url: string };

/** Of Electron's WebContents, what leads away from a page. */
export type ConfinedContents = {
  on(
    event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect',
    listener: (event: Prevented) => void,
  ): unknown;
  on(event: 'will-attach-webview', listener: (event: { preventDefault(): void }) => void): unknown;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'deny' }): void;
};

/**
 * Keeps every web contents of the app where it is: no navigation or redirect to another origin, no new window, no webview. A link
 * that asks for a window of its own goes to `onLink`, which decides whether the system's browser may have it.
 */
export function confineContents(contents: ConfinedContents, onLink: (url: string) => void): void {
  const stay = (event: Prevented): void => {
    if (!isPageUrl(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    onLink(url);
    return { action: 'deny' };
  });
}
