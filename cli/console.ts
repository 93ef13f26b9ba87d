import { type Command, InvalidArgumentError, Option } from 'commander';
import type { BroadcastSnapshot } from '../contract/snapshot.ts';
import { toSurecastError } from '../contract/surecast-error.ts';
import { type Console, openConsole } from '../engine/console/open-console.ts';
import { isOfRecording } from '../engine/resumable.ts';
import { engineSettings } from '../engine/session/engine-settings.ts';
import {
  chooseSettings,
  configOption,
  isDataGiven,
  keysOption,
  ownProgram,
  type SettingsFlags,
} from './chosen-settings.ts';
import { addressWithToken, defaultPort, sayAddress } from './console-address.ts';
import { hostNames } from './listen-address.ts';
import { type ListenFlags, listenSettings } from './listen-settings.ts';
import { networkWatch } from './network-watch.ts';
import { dataOption, pathText, port } from './options.ts';
import { finish } from './outcome.ts';
import type { Reporter } from './reporter.ts';
import { runEngine } from './run-engine.ts';
import { createBegunSayer } from './say-begun.ts';

type ConsoleFlags = SettingsFlags &
  ListenFlags & {
    readonly port?: number;
    readonly readyJson?: true;
  };

const examples = `
Idle at first: one goes live from the page, with the settings of the configuration file. What earlier broadcasts left
undelivered is delivered meanwhile. A broadcast that was on air when the program or the machine went down goes on,
unless it had been asked to stop.
The first Ctrl-C ends the capture and delivers the rest; the second stops at once.

Beyond this machine the console needs a password (SURECAST_CONSOLE_PASSWORD for operators,
SURECAST_CONSOLE_VIEWER_PASSWORD for who only looks; given once, kept hashed) and a certificate.

Examples:
  surecast console
  surecast console --config /etc/surecast.yml --data /var/lib/surecast
  surecast console --listen 0.0.0.0 --tls-cert cert.pem --tls-key key.pem --host-name encoder.example.org`;

/** Adds the command `console`; it sets `process.exitCode`. */
export function registerConsole(program: Command): void {
  program
    .command('console')
    .summary('serve the console, and go live from its page')
    .description('Serves the console: one goes live, stops and looks from a browser or the desktop window.')
    .addOption(dataOption())
    .addOption(configOption())
    .addOption(keysOption())
    .option('--port <port>', `port of the console (default: ${defaultPort}, or a free one)`, port)
    .option('--listen <address>', 'address to listen on (default: 127.0.0.1, this machine alone)', address)
    .option('--tls-cert <file>', 'certificate with its chain, PEM', pathText)
    .option('--tls-key <file>', 'its private key, PEM', pathText)
    .addOption(
      new Option(
        '--host-name <name>',
        'a name that browsers open the console by, besides this machine’s own (repeatable)',
      ).argParser(hostNames),
    )
    .option('--password-file <file>', 'take the operator’s password from the first line of a file', pathText)
    .option('--ready-json', 'print one line of JSON (url, token, port) on standard output once it listens')
    .addHelpText('after', examples)
    .action(async (flags: ConsoleFlags, command: Command) => {
      await runConsole(flags, isDataGiven(command));
    });
}

async function runConsole(flags: ConsoleFlags, isDataGiven: boolean): Promise<void> {
  const { config, dataDirectory, access, file } = await chooseSettings(flags, isDataGiven);
  const wantedPort = flags.port ?? config.port ?? defaultPort;
  const listen = await listenSettings(flags, wantedPort, process.env);
  const readyJson = flags.readyJson === true;
  const signalled = Promise.withResolvers<void>();
  const network = await networkWatch(config);
  let broadcasts: BroadcastSnapshot[] = [];
  const end = await runEngine({
    open: (listener) =>
      openConsole({
        settings: engineSettings(config, dataDirectory),
        file,
        access,
        program: ownProgram(),
        config: () => file.config(),
        alarms: config.alarms,
        listen,
        listener,
        network,
      }),
    json: readyJson,
    stopNotice: 'Stopping: a capture ends, and what it captured is delivered.',
    onStop: ({ session }) => {
      session.stop();
      signalled.resolve();
    },
    work: async (running, { reporter, follow, atEnd }) => {
      const { engine, session } = running;
      const left = new Set<string>();
      atEnd(() => {
        for (const name of engine.unfinishedNames()) left.add(name);
        for (const { name } of session.begun) left.add(name);
        broadcasts = [...left].flatMap((name) => engine.broadcastIfAny(name) ?? []);
      });
      sayReady(running, reporter, wantedPort, readyJson);
      const sayBegun = createBegunSayer(session, reporter);
      await resume(running, reporter);
      follow(() => {
        sayBegun();
        const { broadcast } = session.status;
        return broadcast === null ? undefined : engine.broadcastIfAny(broadcast);
      });
      await signalled.promise;
      await Promise.allSettled(session.begun.map(({ delivered }) => delivered));
    },
  });
  finish({ end, broadcasts, json: false });
}

/** What was on air when the program or the machine went down goes on; the rest is delivered. */
async function resume({ engine, session, prepare }: Console, reporter: Reporter): Promise<void> {
  const onAir = engine.interrupted().findLast((broadcast) => !isOfRecording(broadcast));
  try {
    if (onAir === undefined) return;
    reporter.say(`Broadcast ${onAir.name} was on air: it goes on.`);
    const { name: broadcast, durationSeconds } = onAir;
    await session.goLive(() => prepare({ broadcast, durationSeconds }));
  } catch (error) {
    const { message, cure } = toSurecastError(error);
    reporter.say(`It does not: ${message} ${cure}`);
  } finally {
    engine.takeUpOthers(session.begun.map(({ name }) => name));
  }
}

function sayReady({ address: at }: Console, reporter: Reporter, wantedPort: number, json: boolean): void {
  if (at === undefined) return;
  if (json) process.stdout.write(`${JSON.stringify({ ...at, page: addressWithToken(at) })}\n`);
  else sayAddress(reporter, at, wantedPort);
}

function address(text: string): string {
  if (/^[\w.:-]{1,253}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be an address of this machine, such as 0.0.0.0.');
}
