import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { bringConsole } from '../setup/console.mjs';
import { bringFfmpeg } from '../setup/ffmpeg.mjs';
import { findProgram } from '../setup/programs.mjs';
import { SetupFailure } from '../setup/say.mjs';
import { bringPrograms } from '../setup/system-packages.mjs';
import { findBrowser } from './find-browser.ts';
import { bringGoTool, goTools } from './go-tools.ts';
import { startMinioContainer } from './minio-container.ts';

/** What tests get from the set-up: variables that say where things are, and what to end after them. */
export type TestTools = { readonly env: Record<string, string>; readonly close: () => Promise<void> };

const recordingTools = { strace: 'records what the program does to its files' };

/** Makes sure that everything is there that tests use, and starts what has to run beside them. */
export async function bringTestTools(): Promise<TestTools> {
  await bringFfmpeg();
  if (process.platform === 'linux') {
    await bringPrograms({
      Xvfb: 'the screen that tests capture',
      pulseaudio: 'the sound that tests capture',
      pactl: 'sets the sound up',
      'espeak-ng': 'speech for tests to capture',
      faketime: 'sets the clock that a test sees',
      nginx: 'the other data plane of an edge',
      ...missingBrowser(),
      ...recordingTools,
    });
  }
  if (!(await bringConsole(dirname(dirname(import.meta.dirname)))))
    throw new SetupFailure('INTERNAL', 'The console could not be built.', 'Type: npm run build:console');
  const minio = await bringMinio();
  const env = {
    ...minio.env,
    VERSITYGW_BIN:
      process.env['VERSITYGW_BIN'] ?? findProgram('versitygw') ?? (await bringGoTool(goTools.versitygw)),
    SURECAST_NATS_SERVER: await bringGoTool(goTools.natsServer),
    TOXIPROXY_BIN: toxiproxyOnPath() ?? (await bringGoTool(goTools.toxiproxy)),
  };
  return { env, close: minio.close };
}

/** Brings the browser that measurements open the console in, unless there is one. */
export async function bringBrowser(): Promise<void> {
  await bringPrograms(missingBrowser());
}

/** It may be there under another name. */
function missingBrowser(): Record<string, string> {
  return findBrowser() === undefined ? { chromium: 'the browser that the console is opened in' } : {};
}

/** Brings what power cuts are made of. */
export async function bringRecordingTools(): Promise<void> {
  await bringFfmpeg();
  await bringPrograms(recordingTools);
}

/** Brings what measurements and comparisons run beside Surecast, and sets the variables that name it. */
export async function bringComparisonTools(): Promise<void> {
  await bringFfmpeg();
  await bringPrograms({ nginx: 'takes what FFmpeg puts' });
  for (const tool of [goTools.minio, goTools.toxiproxy, goTools.rclone, goTools.mc])
    process.env[tool.override] = await bringGoTool(tool);
}

/** MinIO from `MINIO_BIN`, from PATH, from a container, or built, in that order. */
async function bringMinio(): Promise<TestTools> {
  const close = async (): Promise<void> => {};
  const program = process.env['MINIO_BIN'] ?? findProgram('minio');
  if (program !== undefined) return { env: { MINIO_BIN: program }, close };
  const container = await startMinioContainer();
  if (container !== undefined) return container;
  return { env: { MINIO_BIN: await bringGoTool(goTools.minio) }, close };
}

/** A toxiproxy on PATH, if it is the pinned version: others answer differently. */
function toxiproxyOnPath(): string | undefined {
  const program = findProgram('toxiproxy-server');
  if (program === undefined || process.env['TOXIPROXY_BIN'] !== undefined) return undefined;
  const { stdout } = spawnSync(program, ['-version'], { encoding: 'utf8', timeout: 5000 });
  return goTools.toxiproxy.version.includes(/\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? 'none')
    ? program
    : undefined;
}
