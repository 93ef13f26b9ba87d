import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMinio } from '../../fixtures/servers/minio.ts';
import type { S3Environment, S3Server } from '../../fixtures/servers/s3-server.ts';
import { bucketView, folderView, letAnyoneRead, type OriginView } from '../judge/origin-view.ts';
import { killAllOf } from './capture-processes.ts';
import type { Scope } from './scope.ts';

/** A folder of a test's own: a data directory, a small picture's configuration, origins. Gone after the test. */
export type Workplace = {
  readonly root: string;
  /** The data directory; not made yet. */
  readonly data: string;
  /** A configuration of one variant, `180p`, 320x180 at 25 frames a second, that costs little to encode. */
  readonly config: string;
  /** A `file:` origin below the folder. */
  folder(name: string): { readonly url: string; readonly view: OriginView };
};

const smallVariant = {
  name: '180p',
  width: 320,
  height: 180,
  framesPerSecond: 25,
  videoKbps: 300,
  audioKbps: 64,
};

/** What the small variant is judged by, at one-second segments. */
export const smallPicture = { framesPerSecond: 25, segmentSeconds: 1 } as const;

/** @param settings further settings of the configuration file */
export async function createWorkplace(
  t: Scope,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Workplace> {
  const root = await mkdtemp(join(tmpdir(), 'surecast-tests-'));
  const data = join(root, 'data');
  const config = join(root, 'surecast.json');
  await writeFile(
    config,
    JSON.stringify({ variants: [smallVariant], segmentSeconds: 1, ui: false, ...settings }),
  );
  t.after(async () => {
    killAllOf(root);
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    root,
    data,
    config,
    folder: (name) => ({ url: `file:${root}/${name}`, view: folderView(`${root}/${name}`) }),
  };
}

/** A bucket of a test's own. */
export type Bucket = {
  readonly url: string;
  readonly view: OriginView;
  readonly env: S3Environment;
  readonly name: string;
};

/** A MinIO for the tests of one file; gone after them. */
export async function startStore(): Promise<{ readonly server: S3Server; bucket(): Promise<Bucket> }> {
  const server = await startMinio();
  return {
    server,
    bucket: async () => {
      const name = `bucket-${randomUUID()}`;
      await server.createBucket(name);
      await letAnyoneRead(server.env, name);
      const view = bucketView(server.endpoint, name, 'live');
      return { url: `s3://${name}/live`, view, env: server.env, name };
    },
  };
}
