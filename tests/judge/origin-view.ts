import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Environment } from '../../fixtures/servers/s3-server.ts';

/** An object as a viewer gets it; a folder has no headers. */
export type StoredObject = {
  readonly bytes: Buffer;
  readonly headers: { readonly contentType: string | null; readonly cacheControl: string | null } | undefined;
};

/** What lies at an origin below its prefix, seen without any of the product's code. */
export type OriginView = {
  /** Keys below the prefix, sorted. */
  list(): Promise<readonly string[]>;
  /** Undefined if there is no such object. */
  get(key: string): Promise<StoredObject | undefined>;
  has(key: string): Promise<boolean>;
};

/** A `file:` origin. */
export function folderView(directory: string): OriginView {
  return {
    list: async () => {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
      return (
        entries
          // A killed writer leaves its temporary file, which a later one sweeps away; nothing names it.
          .filter((entry) => entry.isFile() && !entry.name.startsWith('.surecast-tmp-'))
          .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
          .toSorted()
      );
    },
    get: async (key) => {
      const bytes = await readFile(join(directory, key)).catch(() => undefined);
      return bytes && { bytes, headers: undefined };
    },
    has: (key) =>
      access(join(directory, key)).then(
        () => true,
        () => false,
      ),
  };
}

/** A bucket that anyone may read, over plain HTTP as a viewer does. */
export function bucketView(endpoint: string, bucket: string, prefix: string): OriginView {
  const address = (key: string) => `${endpoint}/${bucket}/${prefix}/${key}`;
  return {
    list: async () => {
      const keys: string[] = [];
      for (let token: string | undefined = ''; token !== undefined; ) {
        const page = await listPage(`${endpoint}/${bucket}`, `${prefix}/`, token);
        keys.push(...page.keys);
        token = page.nextToken;
      }
      return keys.map((key) => key.slice(prefix.length + 1)).toSorted();
    },
    get: async (key) => {
      const answer = await fetch(address(key), { cache: 'no-store' });
      const bytes = Buffer.from(await answer.arrayBuffer());
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw new Error(`GET ${key}: ${answer.status} ${bytes}`);
      const { headers } = answer;
      const [contentType, cacheControl] = [headers.get('content-type'), headers.get('cache-control')];
      return { bytes, headers: { contentType, cacheControl } };
    },
    has: async (key) => {
      const { ok, status } = await fetch(address(key), { method: 'HEAD' });
      if (!ok && status !== 404) throw new Error(`HEAD ${key}: ${status}`);
      return ok;
    },
  };
}

/** One page of a listing (S3 API reference, ListObjectsV2). @param token of the page before; empty for the first */
async function listPage(bucketUrl: string, prefix: string, token: string) {
  const query = new URLSearchParams({ 'list-type': '2', prefix });
  if (token !== '') query.set('continuation-token', token);
  const answer = await fetch(`${bucketUrl}?${query}`);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`can't list the bucket: ${text}`);
  return {
    keys: [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map((match) => match[1] ?? ''),
    nextToken: /<NextContinuationToken>([^<]*)</.exec(text)?.[1],
  };
}

/** Lets anyone list and read a bucket, as one that viewers are served from. */
export async function letAnyoneRead(env: S3Environment, bucket: string): Promise<void> {
  const client = new S3Client({
    endpoint: env.AWS_ENDPOINT_URL_S3,
    region: env.AWS_REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY },
  });
  const Statement = ['s3:GetObject', 's3:ListBucket'].map((action) => ({
    Effect: 'Allow',
    Principal: '*',
    Action: action,
    Resource: `arn:aws:s3:::${bucket}${action === 's3:GetObject' ? '/*' : ''}`,
  }));
  try {
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
  } finally {
    client.destroy();
  }
}
