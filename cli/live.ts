import { type Command, Option } from 'commander';
import type { Config } from '../contract/config.ts';
import { deliveryOrders } from '../contract/delivery-order.ts';
import { settingBounds } from '../contract/setting-bounds.ts';
import type { BroadcastSnapshot } from '../contract/snapshot.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { openConsole } from '../engine/console/open-console.ts';
import { engineSettings } from '../engine/session/engine-settings.ts';
import { liveOrder } from '../engine/session/live-order.ts';
import {
  chooseSettings,
  configOption,
  isDataGiven,
  keysOption,
  ownProgram,
  type SettingsFlags,
} from './chosen-settings.ts';
import { defaultPort, loopbackAt, sayAddress } from './console-address.ts';
import { type LiveSettingFlags, withFlags } from './live-config.ts';
import { networkWatch } from './network-watch.ts';
import {
  dataOption,
  interfaceOption,
  jsonOption,
  maxUplinkRateOption,
  numberWithin,
  optionalOriginOption,
  originOption,
  port,
  positiveNumber,
  segmentSeconds,
  workersOption,
} from './options.ts';
import { finish } from './outcome.ts';
import { runEngine } from './run-engine.ts';
import { createBegunSayer } from './say-begun.ts';

type LiveFlags = SettingsFlags &
  LiveSettingFlags & {
    readonly port?: number;
    readonly ui: boolean;
    readonly json?: true;
  };

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
      originOption(
        's3://BUCKET/PREFIX, surecast://HOST:PORT or file:DIR (repeatable; default: a folder in the data directory)',
      ),
    )
    .addOption(optionalOriginOption())
    .option('--broadcast <name>', 'name; an unfinished one of that name is resumed (default: the start time)')
    .option(
      '--duration <seconds>',
      'end after so much media (default: until stopped, or as what goes on was begun)',
      positiveNumber,
    )
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
    .addOption(workersOption())
    .option(
      '--disk-reserve <megabytes>',
      'room on the disk that capture leaves for delivery (default: a twentieth of the disk, at most 1000)',
      numberWithin(settingBounds.diskReserveMegabytes),
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
    .option('--port <port>', `port of the console (default: ${defaultPort}, or a free one)`, port)
    .option('--no-ui', 'serve no console')
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (flags: LiveFlags, command: Command) => {
      await runLive(flags, isDataGiven(command));
    });
}

async function runLive(flags: LiveFlags, isDataGiven: boolean): Promise<void> {
  const chosen = await chooseSettings(flags, isDataGiven);
  const { config: file, dataDirectory } = chosen;
  const config = withFlags(file, flags, dataDirectory);
  const order = await liveOrder(config, dataDirectory);
  const json = flags.json === true;
  const signalled = Promise.withResolvers<void>();
  const network = await networkWatch(file);
  const last = new Map<string, BroadcastSnapshot>();
  const end = await runEngine({
    open: (listener) =>
      openConsole({
        settings: engineSettings(config, dataDirectory),
        file: chosen.file,
        access: chosen.access,
        program: ownProgram(),
        config: async () => withFlags(await chosen.file.config(), flags, dataDirectory),
        alarms: file.alarms,
        listen: hasConsole(flags, file) ? loopbackAt(flags.port ?? file.port ?? defaultPort) : undefined,
        listener,
        network,
      }),
    json,
    stopNotice: 'Stopping: the capture ends, and what was captured is delivered.',
    onStop: ({ session }) => {
      session.stop();
      signalled.resolve();
    },
    work: async ({ engine, session, address }, { reporter, follow, atEnd }) => {
      if (address) sayAddress(reporter, address, flags.port ?? file.port ?? defaultPort);
      const lookAtAll = () => {
        for (const { name } of session.begun) {
          const snapshot = engine.broadcastIfAny(name);
          if (snapshot) last.set(name, snapshot);
          else last.delete(name);
        }
      };
      atEnd(lookAtAll);
      const sayBegun = createBegunSayer(session, reporter);
      const onAir = await session.goLive(async () => order);
      sayBegun();
      follow(() => {
        sayBegun();
        lookAtAll();
        return session.status.state === 'idle' ? undefined : last.get(session.begun.at(-1)?.name ?? '');
      });
      await onAir?.delivered;
      // Ended from the page, one may go live again from there.
      const staysFor = address !== undefined && !json && config.durationSeconds === undefined;
      if (staysFor && session.isStopAsked) await signalled.promise;
      await Promise.allSettled(session.begun.map(({ delivered }) => delivered));
    },
  });
  finish({ end, broadcasts: [...last.values()], json });
}

/** A port that was asked for on the command line wants a console, whatever the configuration says. */
function hasConsole(flags: Pick<LiveFlags, 'ui' | 'port'>, file: Config): boolean {
  if (flags.ui) return flags.port !== undefined || file.ui !== false;
  if (flags.port === undefined) return false;
  throw new SurecastError(
    'USAGE',
    'There is no port without a console: --port and --no-ui exclude each other.',
  );
}
