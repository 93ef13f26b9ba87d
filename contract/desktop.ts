/** What the preload of the desktop window puts on the page's `window` under the name `surecastDesktop`; absent in a browser. */
export type SurecastDesktop = {
  /** @param listener gets the name of an action of the page. @returns stops listening */
  readonly onAction: (listener: (action: string) => void) => () => void;
};
