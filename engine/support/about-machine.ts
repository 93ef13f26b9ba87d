import { cpus, freemem, hostname, release, totalmem, type, uptime } from 'node:os';
import { findFfmpeg } from '../../encoder/find-ffmpeg.ts';
import packageJson from '../../package.json' with { type: 'json' };

/** Versions and the machine, as a bug report wants them. */
export async function aboutMachine(env: NodeJS.ProcessEnv): Promise<Record<string, unknown>> {
  const ffmpeg = await findFfmpeg(env).catch((error: Error) => error.message);
  return {
    madeAt: new Date().toISOString(),
    surecast: packageJson.version,
    node: process.version,
    ffmpeg: typeof ffmpeg === 'string' ? ffmpeg : `${ffmpeg.ffmpegPath}: ${ffmpeg.version.text}`,
    system: `${type()} ${release()} ${process.arch}`,
    host: hostname(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    processors: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    machineUpSeconds: Math.round(uptime()),
    programUpSeconds: Math.round(process.uptime()),
    // Their names alone: what they hold may be secret.
    variables: Object.keys(env)
      .filter((name) => /^(AWS_|SURECAST_|NODE_|npm_config_|DISPLAY|WAYLAND|PULSE|XDG_)|_proxy$/i.test(name))
      .sort(),
  };
}
