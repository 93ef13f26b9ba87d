import { basename } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { SurecastError } from '../contract/surecast-error.ts';
import { algorithmNames } from '../delivery/simulate/choose-algorithm.ts';
import { planRuns } from '../delivery/simulate/plan-runs.ts';
import { type PlannedRun, scenarios } from '../delivery/simulate/scenarios.ts';
import { simulate } from '../delivery/simulate/simulate.ts';
import { jsonOption, positiveInteger, positiveNumber } from './options.ts';
import { readSimulationFile } from './simulation-file.ts';
import { describeComparison, describeComputing, describeRun, describeVerdict } from './simulation-lines.ts';
import { createSimulationProgress, describeLateFaults } from './simulation-progress.ts';

type SimulateFlags = {
  readonly edges?: number;
  readonly intermediates?: number;
  readonly viewers?: number;
  readonly minutes?: number;
  readonly streams?: number;
  readonly seed?: number;
  readonly algorithm?: string;
  readonly compare?: true;
  readonly json?: true;
};

const examples = (): string => `
Runs a delivery network in memory, with the policies of the product itself: who is sent to which edge, who pulls from whom,
when a server is taken for dead. Nothing is started and nothing is sent. The same seed gives the same output, byte for byte;
how long it took is printed on standard error. Below the figures of a run stand the lines that it has to pass: PASS or MISSED.
Figures of what did not happen are 0.

--edges, --viewers, --minutes and so on replace what the scenario or file says. Each scenario is computed in about half a
minute, at the size that it has by itself. What a file can say is told in docs/network.md, section Simulator.

Scenarios:
${scenarios.map(({ name, summary }) => `  ${name}  ${summary}`).join('\n')}
  all  all of them

Algorithms: ${algorithmNames().join(', ')}

Examples:
  surecast simulate
  surecast simulate S5 --viewers 20000 --edges 200
  surecast simulate S3 --compare
  surecast simulate my-network.yml --json

Exit status: 0 all lines passed, 2 wrong usage, 4 a line was missed.`;

/** Adds the command `simulate`; it sets \`process.exitCode\`. */
export function registerSimulate(program: Command): void {
  program
    .command('simulate')
    .summary('run a delivery network in memory, and measure it')
    .description(
      'Runs a whole delivery network in memory, with the policies of the product, and measures it.',
    )
    .argument('[scenario]', 'S1 to S7, all, or a file (.yml) that describes one', 'S2')
    .option('--edges <n>', 'how many edges, to 10,000', positiveInteger)
    .option('--intermediates <n>', 'how many intermediates, 0 to 1,000', wholeNumber)
    .option('--viewers <n>', 'how many viewers, to 1,000,000', positiveInteger)
    .option('--minutes <n>', 'length of the broadcast, 0.1 to 1,440', positiveNumber)
    .option('--streams <n>', 'how many broadcasts, to 5,000', positiveInteger)
    .option('--seed <n>', 'seed of all that is left to chance', wholeNumber)
    .option('--algorithm <name>', 'enumeration algorithm, NAME or NAME@VERSION')
    .option('--compare', 'run it with every algorithm')
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(runSimulate);
}

function wholeNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number, 0 or more.');
}

async function runSimulate(scenario: string, flags: SimulateFlags): Promise<void> {
  const { json, compare, ...given } = flags;
  const runs = planRuns(await chooseRuns(scenario), given);
  for (const line of runs.flatMap(describeLateFaults)) process.stderr.write(`${line}\n`);
  const progress = createSimulationProgress(process.stderr);
  const report = await simulate({
    scenario: scenario.endsWith('.yml') || scenario.endsWith('.yaml') ? basename(scenario) : scenario,
    runs,
    compare: compare === true,
    onTime: progress.show,
    onRun(run, took) {
      progress.clear();
      if (json !== true && compare !== true) process.stdout.write(`${describeRun(run)}\n`);
      process.stderr.write(`${describeComputing(run, took)}\n`);
    },
  });
  if (compare === true && json !== true)
    for (const { name } of runs)
      process.stdout.write(`${describeComparison(report.runs.filter((run) => run.name === name))}\n`);
  process.stdout.write(json === true ? `${JSON.stringify(report)}\n` : `${describeVerdict(report)}\n`);
  process.exitCode = report.ok ? 0 : 4;
}

async function chooseRuns(name: string): Promise<readonly PlannedRun[]> {
  if (/\.ya?ml$/.test(name)) return [await readSimulationFile(name)];
  const wanted = name.toLowerCase();
  const chosen = scenarios.filter((each) => wanted === 'all' || each.name.toLowerCase() === wanted);
  if (chosen.length > 0)
    return chosen.flatMap((each) => each.runs.map((run) => ({ ...run, name: `${each.name} ${run.name}` })));
  throw new SurecastError('SIMULATION_INVALID', `There is no scenario ${name}.`, {
    cure: `Take one of ${scenarios.map((each) => each.name).join(', ')} or all, or name a file that ends in .yml.`,
  });
}
