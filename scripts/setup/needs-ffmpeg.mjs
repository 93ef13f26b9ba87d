const commands = new Set(['live', 'deliver', 'rehearse']);

/**
 * Whether a command line will start FFmpeg, so that it is worth installing first. `devices` and `doctor` report on the
 * machine as it is, and the others do without FFmpeg.
 * @param {readonly string[]} args what stands after `surecast`
 */
export function needsFfmpeg(args) {
  const command = args[0];
  return command !== undefined && commands.has(command) && !args.includes('--help') && !args.includes('-h');
}
