import type { FastifyInstance } from 'fastify';

/** `GET /api/support-bundle`: a .tar.gz of what is needed to find out what went wrong, without secrets. */
export function registerSupportBundle(app: FastifyInstance, create: () => Promise<Buffer>): void {
  app.get('/api/support-bundle', { config: { role: 'operator' } }, async (_request, reply) => {
    const bundle = await create();
    const name = `surecast-support-${new Date().toISOString().slice(0, 10)}.tar.gz`;
    return reply
      .type('application/gzip')
      .headers({ 'content-disposition': `attachment; filename="${name}"`, 'cache-control': 'no-store' })
      .send(bundle);
  });
}
