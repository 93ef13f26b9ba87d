import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMinio } from '../../fixtures/servers/minio.ts';
import { startNginx } from '../../fixtures/servers/nginx.ts';
import type { S3Environment } from '../../fixtures/servers/s3-server.ts';
import { type FaultProxy, startToxiproxy } from '../../fixtures/servers/toxiproxy.ts';
import { bucketView, folderView, letAnyoneRead, type OriginView } from '../../tests/judge/origin-view.ts';
import { type Scope, TrialScope } from '../../tests/testing/scope.ts';

/** How the link fails: connections are refused, or stay open and carry nothing. */
export type Outage = 'refused' | 'stalled';

/** A bucket or folder that one contender delivers to through the link, and that viewers read past it. */
export type Target = { readonly bucket: string; readonly env: S3Environment; readonly view: OriginView };
export type WebTarget = { readonly url: string; readonly view: OriginView };

/** Where all contenders play: one store, one web server, and one link to both that is cut for all at once. */
export type Stage = {
  /** A folder for what contenders keep locally. */
  readonly root: string;
  bucket(): Promise<Target>;
  webFolder(): Promise<WebTarget>;
  cut(outage: Outage): Promise<void>;
  heal(): Promise<void>;
  /** Ends with the stage. */
  readonly scope: Scope;
  close(): Promise<void>;
};

/** Starts store, web server and link. */
export async function openStage(): Promise<Stage> {
  const root = await mkdtemp(join(tmpdir(), 'surecast-compare-'));
  const webRoot = join(root, 'web');
  await mkdir(webRoot);
  const [minio, nginx, toxiproxy] = await Promise.all([startMinio(), startNginx(webRoot), startToxiproxy()]);
  const store = await toxiproxy.createProxy('store', new URL(minio.endpoint).host);
  const web = await toxiproxy.createProxy('web', new URL(nginx.endpoint).host);
  const links = [store, web];
  const scope = new TrialScope();
  let current: Outage | undefined;
  return {
    root,
    bucket: async () => {
      const bucket = `bucket-${randomUUID()}`;
      await minio.createBucket(bucket);
      await letAnyoneRead(minio.env, bucket);
      const env = { ...minio.env, AWS_ENDPOINT_URL_S3: `http://${store.address}` };
      return { bucket, env, view: bucketView(minio.endpoint, bucket, 'live') };
    },
    webFolder: async () => {
      const name = randomUUID();
      await mkdir(join(webRoot, name));
      return { url: `http://${web.address}/${name}`, view: folderView(join(webRoot, name)) };
    },
    cut: async (outage) => {
      current = outage;
      await Promise.all(links.map((link) => cutLink(link, outage)));
    },
    heal: async () => {
      const outage = current;
      current = undefined;
      if (outage !== undefined) await Promise.all(links.map((link) => healLink(link, outage)));
    },
    scope,
    close: async () => {
      await scope.end();
      await Promise.all([minio.stop(), nginx.stop(), toxiproxy.stop()]);
      await rm(root, { recursive: true, force: true });
    },
  };
}

const stall = { name: 'stall', type: 'timeout', stream: 'upstream', attributes: { timeout: 0 } } as const;

const cutLink = (link: FaultProxy, outage: Outage): Promise<void> =>
  outage === 'refused' ? link.disable() : link.addToxic(stall);

const healLink = (link: FaultProxy, outage: Outage): Promise<void> =>
  outage === 'refused' ? link.enable() : link.removeToxic(stall.name);
