/** A process that has a nats-server child, for tests to kill: says its URL and the child's configuration, and waits. */
import { startNatsChild } from '../nats-child.ts';

const [program = '', directory = '', identityDirectory = '', port = ''] = process.argv.slice(2);
const child = await startNatsChild({
  ...{ program, directory, identityDirectory, name: 'child', port: Number(port) },
  log: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${child.url}\n`);
setInterval(() => undefined, 60_000);
