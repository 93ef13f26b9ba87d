/** What was said lately, by its text: pure. */
export type RepeatState = ReadonlyMap<string, { readonly firstMs: number; readonly held: number }>;

/** The same text is kept once in so long; how often it came besides is said with the next one. */
export const repeatMs = 30_000;
const mostTexts = 500;

export type RepeatVerdict = {
  readonly state: RepeatState;
  /** Undefined: it is held back. Else how many before it were. */
  readonly heldBefore: number | undefined;
};

/** Whether a text that comes again and again is kept this time. Pure; monotonic milliseconds. */
export function limitRepeats(state: RepeatState, text: string, nowMs: number): RepeatVerdict {
  const known = state.get(text);
  if (known !== undefined && nowMs - known.firstMs < repeatMs) {
    const held = { firstMs: known.firstMs, held: known.held + 1 };
    return { state: new Map(state).set(text, held), heldBefore: undefined };
  }
  const recent = [...state].filter(([, { firstMs }]) => nowMs - firstMs < repeatMs * 2).slice(-mostTexts);
  const next = new Map(recent);
  next.delete(text);
  return { state: next.set(text, { firstMs: nowMs, held: 0 }), heldBefore: known?.held ?? 0 };
}
