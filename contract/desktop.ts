/**
 * What passes between the page and the desktop shell besides HTTP: a handful of calls that only a desktop can serve, and the
 * actions that its menu and its tray hand to the page. The preload shows it to the page as `window.surecastDesktop`.
 */
import { z } from 'zod';

const nothing = z.strictObject({});
const path = z.string().nullable();

/** Every call: what it takes and what it gives. */
export const desktopCalls = {
  /** What this desktop app is. */
  describe: {
    input: nothing,
    output: z.strictObject({
      version: z.string(),
      platform: z.string(),
      /** Whether an update lies ready, to be installed when the app is next quit. */
      updateReady: z.boolean(),
    }),
  },
  /** Lets a person choose a recording; null: none was chosen. */
  chooseRecording: { input: nothing, output: path },
  /** Lets a person choose a folder; null: none was chosen. */
  chooseFolder: { input: nothing, output: path },
  /** Opens a link in the system's browser, if it is one of those that the console has. */
  openLink: { input: z.strictObject({ url: z.string().max(2048) }), output: nothing },
} as const;

export type DesktopCall = keyof typeof desktopCalls;
export type DesktopInput<C extends DesktopCall> = z.infer<(typeof desktopCalls)[C]['input']>;
export type DesktopOutput<C extends DesktopCall> = z.infer<(typeof desktopCalls)[C]['output']>;

/** How every call ends; Electron would keep of a thrown error no more than its message. */
export type DesktopResult<C extends DesktopCall> =
  | { readonly ok: true; readonly value: DesktopOutput<C> }
  | { readonly ok: false; readonly error: { code: string; message: string; cure: string } };

/** What the preload puts on the page's `window` under the name `surecastDesktop`; absent in a browser. */
export type SurecastDesktop = {
  readonly call: <C extends DesktopCall>(name: C, input: DesktopInput<C>) => Promise<DesktopResult<C>>;
  /** @param listener gets the name of an action of the page. @returns stops listening */
  readonly onAction: (listener: (action: string) => void) => () => void;
};
