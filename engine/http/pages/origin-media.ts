import type { FastifyInstance } from 'fastify';
import { SurecastError } from '../../../contract/surecast-error.ts';
import { mediaTypeOf } from './media-types.ts';

/** What the origin of that number (as the broadcast's snapshot lists them, from 0) holds below a broadcast's name; undefined: nothing. */
export type ReadOrigin = (
  broadcast: string,
  origin: number,
  rest: string,
  signal: AbortSignal,
) => Promise<Uint8Array | undefined>;

/** `/watch-origin/NAME/NUMBER/…`: what viewers get, read from the origin itself, for a player that may talk to this server alone. */
export function registerOriginMedia(app: FastifyInstance, readOrigin: ReadOrigin): void {
  app.get<{ Params: { name: string; number: string; '*': string } }>(
    '/watch-origin/:name/:number/*',
    { config: { role: 'viewer' } },
    async (request, reply) => {
      const { name, number, '*': rest } = request.params;
      const type = mediaTypeOf(rest);
      const away = new AbortController();
      // Of the answer: a request of its own is closed as soon as it has been read.
      reply.raw.once('close', () => away.abort());
      const bytes =
        type !== undefined && /^\d{1,3}$/.test(number)
          ? await readOrigin(name, Number(number), rest, away.signal)
          : undefined;
      if (type === undefined || bytes === undefined)
        throw new SurecastError('NOTHING_HERE', 'There is no such media at that origin.');
      return reply.type(type).header('cache-control', 'no-cache').send(Buffer.from(bytes));
    },
  );
}
