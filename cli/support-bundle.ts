import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../contract/config.ts';
import { SurecastError, toSurecastError } from '../contract/surecast-error.ts';
import { secretsOfTargets, webhookTargets } from '../engine/alarms/webhooks/webhook-target.ts';
import { createRedactor, secretsOfEnvironment } from '../engine/log/redact.ts';
import { findConfig } from '../engine/settings/find-config.ts';
import { createSupportBundle } from '../engine/support/support-bundle.ts';
import { chooseDataDirectory, configOption, isDataGiven } from './chosen-settings.ts';
import { dataOption } from './options.ts';
import { formatBytes } from './print.ts';

type BundleFlags = { readonly output: string; readonly data: string; readonly config?: string };

const examples = `
Log, status, configuration, versions, FFmpeg's logs and the shape of the catalog; no media. Passwords, keys, tokens and
passphrases are replaced by ***. It may run beside a broadcast, and changes nothing.

Examples:
  surecast support-bundle --output support.tar.gz
  surecast support-bundle --data /var/lib/surecast --config /etc/surecast.yml --output /tmp/support.tar.gz

Exit status: 0 written, 2 it can't be written there.`;

/** Adds the command `support-bundle`; it sets `process.exitCode`. */
export function registerSupportBundle(program: Command): void {
  program
    .command('support-bundle')
    .summary('gather logs and status for whoever is to help, without secrets')
    .description('Writes a .tar.gz with what is needed to find out what went wrong, without secrets.')
    .requiredOption('--output <file>', 'where to write it')
    .addOption(dataOption())
    .addOption(configOption())
    .addHelpText('after', examples)
    .action((flags: BundleFlags, command: Command) => runBundle(flags, isDataGiven(command)));
}

async function runBundle(flags: BundleFlags, isDataGiven: boolean): Promise<void> {
  const config = await readIfGood(flags);
  const redactor = createRedactor(secretsOfEnvironment(process.env));
  if ('alarms' in config) redactor.hide(webhookSecrets(config));
  const bundle = await createSupportBundle({
    dataDirectory: chooseDataDirectory(flags, 'notRead' in config ? {} : config, isDataGiven),
    redactor,
    config,
    env: process.env,
  });
  const path = resolve(flags.output);
  await writeFile(path, bundle, { mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    throw new SurecastError('OUTPUT_UNWRITABLE', `${path} can't be written (${error.code}).`);
  });
  process.stdout.write(
    `${path} (${formatBytes(bundle.length)}). Secrets are replaced by ***; look through it before sending it.\n`,
  );
  process.exitCode = 0;
}

/** A configuration that makes no sense may be what help is needed with. */
async function readIfGood(flags: BundleFlags): Promise<Config | { readonly notRead: string }> {
  try {
    return (await findConfig(flags.config, flags.data)).config;
  } catch (error) {
    return { notRead: toSurecastError(error).message };
  }
}

/** Of those whose variables are set here: the others can't be repeated by anything. */
function webhookSecrets({ alarms }: Config): string[] {
  return (alarms?.webhooks ?? []).flatMap((entry) => {
    try {
      return secretsOfTargets(webhookTargets([entry], process.env));
    } catch {
      return [];
    }
  });
}
