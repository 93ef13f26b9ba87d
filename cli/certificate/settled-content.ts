/** What has been seen of files that others write, in as many steps as they like. */
export type Seen = {
  /** What was acted on last, for better or worse. */
  readonly settled: string;
  /** What lay there at the last look. */
  readonly last: string;
};

/**
 * Whether what lies there now is to be acted on: when it is new, and has stood still from one look to the next. Two files are
 * written one after the other, and one may be seen half-written. Pure.
 */
export function look({ settled, last }: Seen, now: string): { readonly seen: Seen; readonly isNew: boolean } {
  const isNew = now !== settled && now === last;
  return { seen: { settled: isNew ? now : settled, last: now }, isNew };
}
