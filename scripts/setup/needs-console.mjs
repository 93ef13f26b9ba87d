const commands = new Set(['live', 'console']);

/**
 * Whether a command line will serve the console's page, so that it is worth building first.
 * @param {readonly string[]} args what stands after `surecast`
 */
export function needsConsole(args) {
  const command = args[0];
  if (command === undefined || !commands.has(command)) return false;
  return !['--help', '-h', '--no-ui'].some((option) => args.includes(option));
}
