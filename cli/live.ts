import { type Command, Option } from 'commander';
import { defaultBroadcastName, parseBroadcastName } from '../contract/broadcast-name.ts';
import type { Config } from '../contract/config.ts';
import { type DeliveryOrder, deliveryOrders } from '../contract/delivery-order.ts';
import type { BroadcastSnapshot } from '../contract/snapshot.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import type { Engine } from '../engine/engine.ts';
import { planLive } from '../engine/plan-live.ts';
import { chooseSettings, configOption, keysOption, type SettingsFlags } from './chosen-settings.ts';
import {
  dataOption,
  interfaceOption,
  jsonOption,
  maxUplinkRateOption,
  optionalOriginOption,
  originOption,
  port,
  positiveInteger,
  positiveNumber,
  segmentSeconds,
} from './options.ts';
import { chooseOrigins } from './origin-choice.ts';
import { finish } from './outcome.ts';
import { retentionRules } from './retention-rules.ts';
import { runEngine } from './run-engine.ts';

type LiveFlags = SettingsFlags & {
  readonly source?: string;
  readonly origin?: readonly string[];
  readonly optionalOrigin?: readonly string[];
  readonly broadcast?: string;
  readonly duration?: number;
  readonly segmentDuration?: number;
  readonly container?: 'ts' | 'fmp4';
  readonly deliveryOrder?: DeliveryOrder;
  readonly maxUplinkRate?: number;
  readonly workers?: number;
  readonly interface?: readonly string[];
  readonly diskReserve?: number;
  readonly keepHours?: number;
  readonly maxGigabytes?: number;
  readonly removeWhenFull?: true;
  readonly port?: number;
  readonly ui: boolean;
  readonly json?: true;
};

const defaultPort = 7070;

const examples = `
Without options: a test pattern with a tone, into a folder. The first Ctrl-C ends the capture and delivers the rest;
the second stops at once, and what is undelivered stays queued for \`surecast drain\`.

Examples:
  surecast live
  surecast live --source screen,audio:default --origin s3://my-bucket/events --broadcast sunday
  surecast live --source "device:Cam Link 4K,audio:Cam Link 4K" --origin s3://my-bucket/events
  surecast live --source "srt://0.0.0.0:9000?mode=listener" --origin file:/mnt/nas/origin
  surecast live --origin s3://my-bucket/events --optional-origin file:/mnt/nas/archive
  surecast live --origin s3://my-bucket/events --interface eth0 --interface wwan0
  surecast live --config /etc/surecast.yml --no-ui

S3 endpoint and credentials come from AWS's own variables and files: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
AWS_REGION, AWS_ENDPOINT_URL_S3, AWS_PROFILE.`;

/** Adds the command `live`; it sets `process.exitCode`. */
export function registerLive(program: Command): void {
  program
    .command('live')
    .summary('capture and deliver, verified')
    .description(
      'Captures a source, cuts it into HLS segments, and delivers each one, verified, to every origin.',
    )
    .option('--source <source>', 'test, screen, a file, a URL, or device:NAME[,audio:NAME] (default: test)')
    .addOption(
      originOption('s3://BUCKET/PREFIX or file:DIR (repeatable; default: a folder in the data directory)'),
    )
    .addOption(optionalOriginOption())
    .option('--broadcast <name>', 'name; an unfinished one of that name is resumed (default: the start time)')
    .option('--duration <seconds>', 'end after so much media (default: until stopped)', positiveNumber)
    .option('--segment-duration <seconds>', 'length of a segment (default: 2)', segmentSeconds)
    .addOption(
      new Option('--container <container>', 'packaging of the segments (default: ts)').choices([
        'ts',
        'fmp4',
      ]),
    )
    .addOption(
      new Option(
        '--delivery-order <order>',
        'after an outage: all in order, or the newest first (default: complete, or as the broadcast was begun)',
      ).choices(deliveryOrders),
    )
    .addOption(interfaceOption())
    .option(
      '--workers <count>',
      'uplink workers of an origin, each with up to four files in hand (default: 1 or 2, as needed)',
      positiveInteger,
    )
    .option(
      '--disk-reserve <megabytes>',
      'room on the disk that capture leaves for delivery (default: a twentieth of the disk, at most 1000)',
      positiveNumber,
    )
    .option('--keep-hours <hours>', 'remove delivered segments that are older from the disk', positiveNumber)
    .option(
      '--max-gigabytes <gigabytes>',
      'remove the oldest delivered ones when there are more',
      positiveNumber,
    )
    .option('--remove-when-full', 'remove the oldest delivered ones rather than stop capturing')
    .addOption(maxUplinkRateOption())
    .addOption(dataOption())
    .addOption(configOption())
    .addOption(keysOption())
    .option('--port <port>', `port of the watch page (default: ${defaultPort}, or a free one)`, port)
    .option('--no-ui', 'serve no watch page')
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (flags: LiveFlags, command: Command) => {
      const isDataGiven = command.getOptionValueSource('data') !== 'default';
      await runLive(flags, isDataGiven);
    });
}

async function runLive(flags: LiveFlags, isDataGiven: boolean): Promise<void> {
  const { config: file, dataDirectory, access } = await chooseSettings(flags, isDataGiven);
  const chosen = flags.broadcast ?? file.broadcast;
  const chosenName = chosen === undefined ? undefined : parseBroadcastName(chosen);
  const origins = chooseOrigins(flags, file, dataDirectory);
  const plan = await planLive({
    source: flags.source ?? file.source ?? 'test',
    segmentSeconds: flags.segmentDuration ?? file.segmentSeconds ?? 2,
    container: flags.container ?? file.container ?? 'ts',
    durationSeconds: flags.duration ?? file.durationSeconds,
    variants: file.variants,
    encoder: file.encoder,
    stallSeconds: file.stallSeconds ?? 10,
  });
  const workers = flags.workers === undefined ? file.workers : { min: flags.workers, max: flags.workers };
  const retention = retentionRules(flags, file.retention);
  const diskReserveMegabytes = flags.diskReserve ?? file.diskReserveMegabytes;
  const hasPage = hasWatchPage(flags, file);
  let last: BroadcastSnapshot | undefined;
  let stop = (_engine: Engine): void => undefined;
  const end = await runEngine({
    settings: {
      dataDirectory,
      accessOf: access.of,
      uplinkLimits: {
        ...(workers && { minWorkers: workers.min, maxWorkers: workers.max }),
        ...(file.backfillShare && { backfillShare: file.backfillShare }),
      },
      maxUplinkBitsPerSecond: flags.maxUplinkRate ?? file.maxUplinkRate,
      ...(retention && { retention }),
      interfaces: flags.interface ?? file.interfaces ?? [],
      interfaceReturnMs: file.interfaceReturnSeconds && file.interfaceReturnSeconds * 1000,
      ...(diskReserveMegabytes !== undefined && { diskReserveMegabytes }),
      ...(file.liveWindowSeconds && { liveWindowSeconds: file.liveWindowSeconds }),
      ...(file.liveEdgeSegments && { liveEdgeSegments: file.liveEdgeSegments }),
    },
    json: flags.json === true,
    ...(file.alarms && { alarms: file.alarms }),
    port: hasPage ? (flags.port ?? file.port ?? defaultPort) : undefined,
    stopNotice: 'Stopping: the capture ends, and what was captured is delivered.',
    onStop: (engine) => stop(engine),
    work: async (engine, face) => {
      const { settings } = plan.broadcast;
      const name = chosenName ?? (await engine.livingBroadcast(settings)) ?? defaultBroadcastName(new Date());
      await engine.endOtherCaptures(name, settings);
      const deliveryOrder = flags.deliveryOrder ?? file.deliveryOrder;
      const order = { name, ...origins, deliveryOrder, ...plan.broadcast, plan: plan.capture };
      const broadcast = engine.begin(order);
      stop = () => engine.stopCapture(broadcast);
      face.reporter.say(`Broadcast ${name}: ${plan.description}`);
      for (const url of origins.originUrls) face.reporter.say(`Origin ${url}`);
      for (const url of origins.optionalOriginUrls) face.reporter.say(`Optional origin ${url}`);
      face.follow(() => {
        last = engine.broadcastIfAny(name);
        return last;
      });
      engine.takeUpOthers([name]);
      face.atEnd(() => {
        last = engine.broadcastIfAny(name) ?? last;
      });
      await engine.run(broadcast, plan.capture);
    },
  });
  finish({ end, broadcasts: last === undefined ? [] : [last], json: flags.json === true });
}

/** A port that was asked for on the command line wants a page, whatever the configuration says. */
function hasWatchPage(flags: Pick<LiveFlags, 'ui' | 'port'>, file: Config): boolean {
  if (flags.ui) return flags.port !== undefined || file.ui !== false;
  if (flags.port === undefined) return false;
  throw new SurecastError(
    'USAGE',
    'There is no port without a watch page: --port and --no-ui exclude each other.',
  );
}
