/** What Vite makes of imports that are not scripts. */

/** Style sheets are imported for what they do to the page; they become files of their own. */
declare module '*.css';

interface ImportMeta {
  /** The text of files, each loaded when its function is called, by path relative to the importing file. */
  readonly glob: (
    pattern: string,
    options: { readonly query: '?raw'; readonly import: 'default' },
  ) => Readonly<Record<string, () => Promise<string>>>;
}
