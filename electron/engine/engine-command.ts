import { join } from 'node:path';

/** What decides how the engine is started. */
export type EnginePlace = {
  /** Of the app when it is packaged: what electron-builder's `extraResources` are in; undefined in a checkout. */
  readonly resourcesPath: string | undefined;
  /** Folder with `cli/main.ts`: the checkout, or `app.asar.unpacked`. */
  readonly programRoot: string;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** For what was compiled once; writable. */
  readonly cacheFolder: string;
  /** The data directory; undefined: the program's own default. */
  readonly dataDirectory: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
};

export type EngineCommand = {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
};

/** Flags of `cli/lean-node.mjs`: the engine stays small beside FFmpeg for days. */
const leanArgs = ['--max-semi-space-size=2', '--disable-warning=ExperimentalWarning'];

/** The command that starts the engine: the same program on the same Node 24 as without a window (docs/adr has why). Pure. */
export function engineCommand(place: EnginePlace): EngineCommand {
  const { programRoot, dataDirectory, cacheFolder } = place;
  const data = dataDirectory === undefined ? [] : ['--data', dataDirectory];
  return {
    program: nodePath(place),
    args: [
      ...leanArgs,
      join(programRoot, 'cli', 'main.ts'),
      'console',
      ...data,
      '--port',
      '0',
      '--ready-json',
      '--keys-from-stdin',
    ],
    env: {
      ...ownEnvironment(place.environment),
      ...bundledFfmpeg(place),
      MALLOC_ARENA_MAX: '1',
      NODE_COMPILE_CACHE: cacheFolder,
    },
  };
}

function nodePath({ resourcesPath, programRoot, platform, arch }: EnginePlace): string {
  const file = platform === 'win32' ? 'node.exe' : 'node';
  if (resourcesPath !== undefined) return join(resourcesPath, 'node', file);
  const name = `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
  return join(programRoot, 'node_modules', name, 'bin', file);
}

/** The FFmpeg beside the packaged app, unless a person named another one. */
function bundledFfmpeg({ resourcesPath, platform, environment }: EnginePlace): NodeJS.ProcessEnv {
  if (resourcesPath === undefined || (environment['SURECAST_FFMPEG'] ?? '') !== '') return {};
  const file = platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  return { SURECAST_FFMPEG: join(resourcesPath, 'ffmpeg', file) };
}

/** Without what is meant for Electron or for npm, and without options for another Node. */
function ownEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(environment).filter(
    ([name]) => !/^(npm_|ELECTRON_|CHROME_|NODE_OPTIONS$|NODE_TEST)/.test(name),
  );
  return Object.fromEntries(own);
}
