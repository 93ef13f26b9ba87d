import { type Command, Option } from 'commander';
import { parseBroadcastName } from '../contract/broadcast-name.ts';
import type { BroadcastSnapshot } from '../contract/snapshot.ts';
import type { Engine } from '../engine/engine.ts';
import { planDeliver } from '../engine/plan-deliver.ts';
import { nameOfRecording } from '../engine/recording-name.ts';
import { chooseOrigins } from '../engine/session/origin-choice.ts';
import { chooseSettings, configOption, isDataGiven, type SettingsFlags } from './chosen-settings.ts';
import { withFlags } from './live-config.ts';
import {
  dataOption,
  jsonOption,
  maxUplinkRateOption,
  optionalOriginOption,
  originOption,
  segmentSeconds,
  workersOption,
} from './options.ts';
import { finish } from './outcome.ts';
import { openBare, runEngine } from './run-engine.ts';

type DeliverFlags = SettingsFlags & {
  readonly copy?: true;
  readonly origin?: readonly string[];
  readonly optionalOrigin?: readonly string[];
  readonly broadcast?: string;
  readonly segmentDuration?: number;
  readonly container?: 'ts' | 'fmp4';
  readonly workers?: number;
  readonly maxUplinkRate?: number;
  readonly json?: true;
};

const examples = `
The same guarantee as live: cut, queued, sent, proved, receipt. --copy keeps the recording's own H.264 or HEVC and
cuts at the keyframes it has.

Examples:
  surecast deliver show.mp4 --origin s3://my-bucket/archive
  surecast deliver show.mp4 --copy --broadcast show --origin file:/srv/origin`;

/** Adds the command `deliver`; it sets `process.exitCode`. */
export function registerDeliver(program: Command): void {
  program
    .command('deliver')
    .summary('package a finished recording and deliver it')
    .description(
      'Packages a finished recording as fast as the machine can, and delivers it with the same guarantee.',
    )
    .argument('<file>', 'the recording')
    .option('--copy', 'take video and audio as they are, without encoding')
    .addOption(
      originOption(
        's3://BUCKET/PREFIX, surecast://HOST:PORT or file:DIR (repeatable; default: a folder in the data directory)',
      ),
    )
    .addOption(optionalOriginOption())
    .option('--broadcast <name>', 'name on the origin (default: made from the file’s name)')
    .option('--segment-duration <seconds>', 'length of a segment (default: 2)', segmentSeconds)
    .addOption(new Option('--container <container>', 'packaging (default: ts)').choices(['ts', 'fmp4']))
    .addOption(workersOption())
    .addOption(maxUplinkRateOption())
    .addOption(dataOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (file: string, flags: DeliverFlags, command: Command) => {
      await runDeliver(file, flags, isDataGiven(command));
    });
}

async function runDeliver(file: string, flags: DeliverFlags, isDataGiven: boolean): Promise<void> {
  const name = parseBroadcastName(flags.broadcast ?? nameOfRecording(file));
  const chosen = await chooseSettings(flags, isDataGiven);
  const { dataDirectory } = chosen;
  const config = withFlags(chosen.config, flags, dataDirectory);
  const plan = await planDeliver({
    file,
    copy: flags.copy === true,
    segmentSeconds: config.segmentSeconds ?? 2,
    container: config.container ?? 'ts',
  });
  const json = flags.json === true;
  const origins = chooseOrigins(flags, chosen.config, dataDirectory);
  let last: BroadcastSnapshot | undefined;
  let stop = (_engine: Engine): void => undefined;
  const end = await runEngine({
    open: openBare(config, chosen),
    json,
    stopNotice: 'Stopping: the capture ends, and what was captured is delivered.',
    onStop: ({ engine }) => stop(engine),
    work: async ({ engine }, { reporter, follow, atEnd }) => {
      const broadcast = engine.begin({ name, ...origins, ...plan.broadcast, plan: plan.capture });
      stop = () => engine.stopCapture(broadcast);
      reporter.say(`Delivering ${file} as ${name}: ${plan.description}`);
      follow(() => {
        last = engine.broadcastIfAny(name);
        return last;
      });
      atEnd(() => {
        last = engine.broadcastIfAny(name);
      });
      await engine.run(broadcast, plan.capture);
    },
  });
  finish({ end, broadcasts: last === undefined ? [] : [last], json });
}
