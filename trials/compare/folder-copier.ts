import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireBinary } from '../../fixtures/servers/find-binary.ts';
import type { Contender } from './contender.ts';
import { framesIn, hlsArgs, startFfmpeg } from './hls-ffmpeg.ts';
import type { Stage, Target } from './stage.ts';

/** What copies a folder to a bucket, until it is told that nothing is added any more. Resolves with its last words. */
type Copier = (place: {
  readonly folder: string;
  readonly target: Target;
  readonly stage: Stage;
  readonly isOver: () => boolean;
}) => Promise<string>;

/** FFmpeg writes HLS into a folder, and something else copies the folder. */
export function folderCopier(name: string, copier: Copier): Contender {
  return {
    name,
    start: async (stage, plan) => {
      const target = await stage.bucket();
      const folder = join(stage.root, randomUUID());
      await mkdir(folder);
      const progress = `${folder}.progress`;
      const ffmpeg = startFfmpeg(hlsArgs(plan, progress, [join(folder, 'index.m3u8')]));
      stage.scope.after(() => ffmpeg.child.kill('SIGKILL'));
      let isOver = false;
      const copying = copier({ folder, target, stage, isOver: () => isOver });
      void ffmpeg.exit.then(() => {
        isOver = true;
      });
      return {
        view: target.view,
        playlistKey: 'index.m3u8',
        ended: copying.then((said) => ({ said, frames: framesIn(progress) })),
      };
    },
  };
}

/** Pause of the loop, milliseconds: `while sleep 1; do rclone copy …; done`. */
const pauseMs = 1_000;

/** `rclone copy` again and again; the loop is ended after the first copy without an error behind FFmpeg's end. */
export const rcloneLoop = folderCopier('rclone copy in a loop', async (place) => {
  const { folder, target } = place;
  const remote = `:s3,provider=Minio,env_auth=true,endpoint="${target.env.AWS_ENDPOINT_URL_S3}":${target.bucket}/live`;
  for (let failures = 0; ; ) {
    const isLast = place.isOver();
    const status = await run(place, requireBinary('rclone'), [
      'copy',
      '--config',
      '/dev/null',
      folder,
      remote,
    ]);
    if (status !== 0) failures += 1;
    else if (isLast) return `the last copy ended with 0, ${failures} before it failed`;
    await sleep(pauseMs);
  }
});

/** What a mirror may still do after the event before the crew goes home, milliseconds. */
const mirrorGraceMs = 20_000;

/** `mc mirror --watch`, started before the event and stopped some time after it. */
export const mcMirror = folderCopier('mc mirror --watch', async (place) => {
  const { folder, target, stage } = place;
  const { env } = target;
  const { host } = new URL(env.AWS_ENDPOINT_URL_S3);
  const alias = `http://${env.AWS_ACCESS_KEY_ID}:${env.AWS_SECRET_ACCESS_KEY}@${host}`;
  const mirror = spawn(
    requireBinary('mc'),
    ['mirror', '--watch', '--overwrite', '--quiet', folder, `origin/${target.bucket}/live`],
    {
      stdio: 'ignore',
      env: { ...process.env, MC_HOST_origin: alias, MC_CONFIG_DIR: join(stage.root, 'mc') },
    },
  );
  stage.scope.after(() => mirror.kill('SIGKILL'));
  let status: number | null | undefined;
  mirror.once('close', (code) => {
    status = code;
  });
  while (!place.isOver()) await sleep(100);
  await sleep(mirrorGraceMs);
  if (status !== undefined) return `it had ended with ${status}`;
  mirror.kill('SIGINT');
  return 'it was still watching, without a word of an error';
});

function run(
  { stage, target }: { stage: Stage; target: Target },
  program: string,
  args: readonly string[],
): Promise<number | null> {
  const child = spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...target.env } });
  stage.scope.after(() => child.kill('SIGKILL'));
  return new Promise((resolve) => child.once('close', resolve));
}
