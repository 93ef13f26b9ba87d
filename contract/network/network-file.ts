import { z } from 'zod';

/**
 * A network's public description, `network.json` in every identity folder, beside `ca.pem`, and for a node `node.pem` and
 * `node-key.pem`. The folder that `surecast network create` makes holds the secrets `ca-key.pem` and `token-key.pem` as well.
 */
export const networkFile = z.strictObject({
  network: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  /** JWK (EC P-256) that publishing and watching tokens are checked with. */
  tokenKey: z.record(z.string(), z.unknown()),
});
export type NetworkFile = z.infer<typeof networkFile>;

/** What an encoder needs to publish: one file, from `surecast network publisher NAME`. It is a secret. */
export const publisherFile = z.strictObject({
  network: z.string(),
  /** Certificates of the network's authority, PEM. */
  ca: z.string().max(20_000),
  /** JWT, `aud: publish`, `sub`: who publishes, `broadcasts`: pattern of names, `exp`. */
  token: z.string().max(4_000),
});
export type PublisherFile = z.infer<typeof publisherFile>;

/** Claims of a publishing token. `broadcasts`: a name, or a beginning with `*` behind it. */
export const publishClaims = z.object({
  aud: z.literal('publish'),
  sub: z.string().max(100),
  broadcasts: z.string().max(101),
  exp: z.number(),
});
export type PublishClaims = z.infer<typeof publishClaims>;

/** Claims of a watching token, which stands in the path of a signed viewer URL. */
export const watchClaims = z.object({
  aud: z.literal('watch'),
  broadcasts: z.string().max(101),
  exp: z.number(),
});
