import type { FastifyInstance } from 'fastify';
import { SurecastError } from '../../../contract/surecast-error.ts';
import type { EventHub } from './event-hub.ts';

/** More consoles than any crew has; each costs the engine a little. */
const mostFollowers = 64;

/** `GET /api/events`: server-sent events (WHATWG HTML, 9.2). */
export function registerEvents(app: FastifyInstance, hub: EventHub): void {
  app.get('/api/events', { config: { role: 'viewer' } }, (request, reply) => {
    if (hub.followers() >= mostFollowers)
      throw new SurecastError('TOO_MANY_CONSOLES', `${mostFollowers} consoles are open.`);
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    raw.write('retry: 1000\n\n');
    request.raw.socket.setNoDelay(true);
    const unfollow = hub.follow(raw);
    raw.on('error', unfollow);
    raw.on('close', unfollow);
  });
}
