/** What a gate found. */
export type Findings = {
  /** How many things it looked at. A gate that looked at nothing has failed: it would pass whatever is wrong. */
  readonly checked: number;
  /** One entry, of one or more lines, for each thing that is wrong. */
  readonly problems: readonly string[];
};

/** One check of the whole checkout. */
export type Gate = {
  readonly name: string;
  /** What `checked` counts, in the plural. */
  readonly counts: string;
  /** @param root of the checkout */
  run(root: string): Promise<Findings>;
};

/** Runs a gate and prints one line for it, followed by what it found. @returns whether it passed */
export async function runGate(gate: Gate, root: string): Promise<boolean> {
  const startMs = performance.now();
  const { checked, problems } = await gate.run(root).catch(asProblem);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  const passed = checked > 0 && problems.length === 0;
  const verdict = passed
    ? 'ok'
    : checked === 0
      ? 'FAILED: checked nothing'
      : `FAILED: ${problems.length} problems`;
  console.log(
    `${gate.name.padEnd(12)} ${String(checked).padStart(5)} ${gate.counts.padEnd(22)} ${seconds} s  ${verdict}`,
  );
  for (const problem of problems) console.log(problem.replace(/^/gm, '    '));
  return passed;
}

const asProblem = (thrown: unknown): Findings => ({
  checked: 0,
  problems: [thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)],
});
