/** What is captured now, or looked at to be captured next. */
export type OnAirSource = {
  /** As `--source` takes it; undefined: not known yet. */
  readonly source: string | undefined;
};
