import type { Command } from 'commander';
import type { BroadcastSnapshot, Snapshot } from '../contract/snapshot.ts';
import { dataDirectoryStatus } from '../engine/data-directory-status.ts';
import { findConfig } from '../engine/settings/find-config.ts';
import { chooseDataDirectory, configOption, isDataGiven, type SettingsFlags } from './chosen-settings.ts';
import { describeDisk } from './disk-words.ts';
import { isNameTaken } from './name-taken.ts';
import { dataOption, jsonOption } from './options.ts';
import { formatCount } from './print.ts';
import { describeBroadcast } from './status-lines.ts';

type StatusFlags = Pick<SettingsFlags, 'data' | 'config'> & { readonly json?: true };

const examples = `
Looks only: it may run beside a broadcast, and changes nothing.

Examples:
  surecast status
  surecast status --data /mnt/usb/surecast
  surecast status --json | jq '.broadcasts[] | select(.phase != "complete") | .name'

Exit status: 0 shown, 1 the catalog can't be read, 2 there is no such data directory.`;

/** Adds the command `status`; it sets `process.exitCode`. */
export function registerStatus(program: Command): void {
  program
    .command('status')
    .summary('show the broadcasts and their uploads in a data directory')
    .description(
      'Shows the broadcasts in a data directory and how far each has got at its origins, whether an engine runs or not.',
    )
    .addOption(dataOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action((flags: StatusFlags, command: Command) => runStatus(flags, isDataGiven(command)));
}

async function runStatus(flags: StatusFlags, isDataGiven: boolean): Promise<void> {
  // Its own configuration may be broken: that is no reason not to show what is there.
  const { config } = flags.config === undefined ? { config: {} } : await findConfig(flags.config, flags.data);
  const snapshot = await dataDirectoryStatus(chooseDataDirectory(flags, config, isDataGiven));
  process.stdout.write(flags.json ? `${JSON.stringify(snapshot)}\n` : `${describe(snapshot)}\n`);
  process.exitCode = 0;
}

function describe({ dataDirectory, running, disk, broadcasts }: Snapshot): string {
  const engine = running ? 'an engine is running' : 'no engine is running';
  if (broadcasts.length === 0) return `${dataDirectory}: nothing recorded yet, ${engine}.`;
  const room = disk === null ? '' : ` ${describeDisk(disk)}`;
  const head = `${dataDirectory}: ${formatCount(broadcasts.length, 'broadcast')}, ${engine}.${room}`;
  const isDrainable = !running && broadcasts.some(hasMoreToDeliver);
  return [
    head,
    ...broadcasts.map((broadcast) => describeBroadcast(broadcast, running)),
    ...(isDrainable ? ['`surecast drain` delivers what is left.'] : []),
  ].join('\n\n');
}

/** Whether a drain would get any further with it, as far as is known. */
function hasMoreToDeliver({ phase, handedOverAt, origins }: BroadcastSnapshot): boolean {
  if (phase === 'complete' || handedOverAt !== null) return false;
  return origins.some((origin) => !origin.complete && !isNameTaken(origin));
}
