import { readResults, type TrialResult } from '../../trials/result.ts';

const head = `# Trials

Made from the kept outcomes in \`docs/results/\` by \`npm run docs\`; do not edit. Each is the last whole run of its trial:
a fault is made for real, and what lies at the origin is judged from outside. \`npm run NAME\` repeats it.
`;

/** The page docs/reference/trials.md. */
export function trialsReference(results: readonly TrialResult[] = readResults()): string {
  return [head, ...results.map(section)].join('\n');
}

function section({ trial, what, finishedAt, seconds, machine, figures }: TrialResult): string {
  const rows = figures.map(
    (figure) => `| ${cell(figure.what)} | ${cell(String(figure.value))} | ${cell(figure.goal ?? '')} |`,
  );
  const when = `${finishedAt.slice(0, 10)}, ${Math.round(seconds)} s on ${machine}.`;
  return `## ${trial}\n${what} (${when})\n\n| | measured | goal |\n|---|---|---|\n${rows.join('\n')}\n`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
