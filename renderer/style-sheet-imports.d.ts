/** Style sheets are imported for what they do to the page; Vite takes them out into files of their own. */
declare module '*.css';
