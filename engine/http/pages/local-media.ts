import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { SurecastError } from '../../../contract/surecast-error.ts';
import { mediaTypeOf } from './media-types.ts';

/** Absolute path of what an origin shows under a name below a broadcast's, or undefined: a look into the catalog, not at the disk. */
export type WatchFile = (broadcast: string, rest: string) => string | undefined;

/** `/watch/NAME/…`: the local copy of what is verified at an origin, for players. */
export function registerLocalMedia(app: FastifyInstance, watchFile: WatchFile): void {
  app.get<{ Params: { name: string; '*': string } }>(
    '/watch/:name/*',
    { config: { role: 'viewer' } },
    async (request, reply) => {
      const rest = request.params['*'];
      const path = watchFile(request.params.name, rest);
      const type = mediaTypeOf(rest);
      const size = path === undefined ? undefined : await stat(path).catch(() => undefined);
      if (path === undefined || type === undefined || size === undefined)
        throw new SurecastError('NOTHING_HERE', 'There is no such media here.');
      return reply
        .type(type)
        .headers({ 'cache-control': 'no-cache', 'content-length': size.size })
        .send(createReadStream(path));
    },
  );
}
