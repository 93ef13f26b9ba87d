import type { ReporterOptions } from 'knip';

/** A reporter for knip that prints how many files it went through, and one line for each finding, as JSON. */
export default function report({ issues, counters }: ReporterOptions): void {
  const problems = Object.entries(issues).flatMap(([kind, byFile]) =>
    Object.values(byFile).flatMap((bySymbol) =>
      Object.values(bySymbol).map(({ filePath, symbol, line }) => ({ kind, path: filePath, symbol, line })),
    ),
  );
  process.stdout.write(JSON.stringify({ checked: counters.total, problems }));
}
