import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../setup/programs.mjs';
import { run } from '../setup/run.mjs';
import { SetupFailure, say } from '../setup/say.mjs';
import { withLock } from '../setup/setup-lock.mjs';
import { bringPrograms } from '../setup/system-packages.mjs';

/** A program that is built from Go source at a pinned version and kept for all checkouts. */
export type GoTool = {
  /** Name of the program in the cache. */
  readonly name: string;
  /** What `go install` names the program: the last part of the package's path. */
  readonly builtName: string;
  /** Go package. */
  readonly path: string;
  readonly version: string;
  /** Environment variable that names another program to use. */
  readonly override: string;
  readonly why: string;
};

export const goTools = {
  minio: {
    name: 'minio',
    builtName: 'minio',
    path: 'github.com/minio/minio',
    version: 'v0.0.0-20260212201848-7aac2a2c5b7c',
    override: 'MINIO_BIN',
    why: 'the S3 store that tests deliver to',
  },
  versitygw: {
    name: 'versitygw',
    builtName: 'versitygw',
    path: 'github.com/versity/versitygw/cmd/versitygw',
    version: 'v1.8.0',
    override: 'VERSITYGW_BIN',
    why: 'a second S3 store for the same tests',
  },
  toxiproxy: {
    name: 'toxiproxy-server-2.5.0',
    builtName: 'server',
    path: 'github.com/Shopify/toxiproxy/v2/cmd/server',
    version: 'v2.5.0',
    override: 'TOXIPROXY_BIN',
    why: 'breaks the link in tests',
  },
  natsServer: {
    name: 'nats-server-2.15.2',
    builtName: 'nats-server',
    path: 'github.com/nats-io/nats-server/v2',
    version: 'v2.15.2',
    override: 'SURECAST_NATS_SERVER',
    why: 'the control plane of the delivery network',
  },
  rclone: {
    name: 'rclone',
    builtName: 'rclone',
    path: 'github.com/rclone/rclone',
    version: 'v1.75.1',
    override: 'RCLONE_BIN',
    why: 'what drain is measured against',
  },
  mc: {
    name: 'mc',
    builtName: 'mc',
    path: 'github.com/minio/mc',
    version: 'v0.0.0-20250313080218-cf909e1063a9',
    override: 'MC_BIN',
    why: 'what live is compared with',
  },
} as const satisfies Record<string, GoTool>;

/** Where built programs are kept: `$SURECAST_CACHE/bin`, by default in the home directory, for all checkouts alike. */
export function toolDirectory(): string {
  return join(process.env['SURECAST_CACHE'] ?? join(homedir(), '.cache', 'surecast'), 'bin');
}

const executable = (name: string): string => (process.platform === 'win32' ? `${name}.exe` : name);

/**
 * The path of the tool: what its override names, else the kept build, else one built now. A build of another version
 * than the pinned one is replaced.
 */
export async function bringGoTool(tool: GoTool): Promise<string> {
  const named = process.env[tool.override];
  if (named) return named;
  const directory = toolDirectory();
  const program = join(directory, executable(tool.name));
  if (isCurrent(tool, program)) return program;
  return withLock(join(directory, `.${tool.name}.lock`), tool.name, async () => {
    if (!isCurrent(tool, program)) await build(tool, program);
    return program;
  });
}

const stampOf = (program: string): string => `${program}.version`;
const pinOf = (tool: GoTool): string => `${tool.path}@${tool.version}`;

function isCurrent(tool: GoTool, program: string): boolean {
  if (!existsSync(program)) return false;
  if (existsSync(stampOf(program))) return readFileSync(stampOf(program), 'utf8') === pinOf(tool);
  if (!isBuildOf(tool, program)) return false;
  writeFileSync(stampOf(program), pinOf(tool));
  return true;
}

/** Whether a program without a stamp says of itself that it is the pinned build. */
function isBuildOf(tool: GoTool, program: string): boolean {
  try {
    const lines = execFileSync('go', ['version', '-m', program], { encoding: 'utf8' }).split('\n');
    const words = lines.map((line) => line.trim().split(/\s+/));
    return (
      words.some(([kind, path]) => kind === 'path' && path === tool.path) &&
      words.some(([kind, , version]) => kind === 'mod' && version === tool.version)
    );
  } catch {
    return false;
  }
}

async function build(tool: GoTool, program: string): Promise<void> {
  await bringGo(tool);
  say(
    `building ${tool.name} ${tool.version} from source (${tool.why}; once, some minutes) into ${toolDirectory()}`,
  );
  mkdirSync(toolDirectory(), { recursive: true });
  const scratch = mkdtempSync(join(toolDirectory(), '.build-'));
  try {
    const env = { ...process.env, GOBIN: scratch, CGO_ENABLED: '0', GOFLAGS: '-trimpath' };
    const status = await run('go', ['install', pinOf(tool)], { env });
    if (status !== 0) throw cannotBuild(tool);
    rmSync(stampOf(program), { force: true });
    renameSync(join(scratch, executable(tool.builtName)), program);
    writeFileSync(stampOf(program), pinOf(tool));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const cannotBuild = (tool: GoTool): SetupFailure =>
  new SetupFailure(
    'PROGRAM_MISSING',
    `${tool.name} could not be built; Go’s words are above.`,
    `Install ${tool.name} another way and name it in ${tool.override}.`,
  );

/** Go before 1.21 cannot fetch the newer Go that a module asks for. */
async function bringGo(tool: GoTool): Promise<void> {
  await bringPrograms({ go: `builds ${tool.name}, ${tool.why}` });
  const said = execFileSync('go', ['version'], { encoding: 'utf8' });
  const [, major = '0', minor = '0'] = /go(\d+)\.(\d+)/.exec(said) ?? [];
  if (Number(major) > 1 || Number(minor) >= 21) return;
  throw new SetupFailure(
    'PROGRAM_MISSING',
    `${said.trim()} at ${findProgram('go')} is too old to build ${tool.name}: 1.21 or newer is needed.`,
    `Install a newer Go, or name a built ${tool.name} in ${tool.override}.`,
  );
}
