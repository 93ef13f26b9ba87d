import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SurecastError } from '../../../contract/surecast-error.ts';
import type { Senses } from '../../senses/senses.ts';
import { PreviewStream, pictureBoundary } from './preview-stream.ts';

/** Where the pictures come from. */
export type PreviewSource = Pick<Senses, 'latestPicture' | 'onPicture'>;

/** More viewers than any crew has. */
const mostViewers = 64;

/** `GET /api/preview.jpg`, the newest picture of what is captured, and `GET /api/preview.mjpeg`, all of them as they come. */
export function registerPreview(app: FastifyInstance, source: PreviewSource): void {
  app.get('/api/preview.jpg', { config: { role: 'viewer' } }, async (request, reply) =>
    sendLatest(source, request, reply),
  );
  let viewers = 0;
  app.get('/api/preview.mjpeg', { config: { role: 'viewer' }, exposeHeadRoute: false }, (_request, reply) => {
    if (viewers >= mostViewers)
      throw new SurecastError('TOO_MANY_CONSOLES', `${mostViewers} previews are being watched.`);
    viewers++;
    reply.raw.once('close', () => viewers--);
    streamPictures(source, reply);
  });
}

function sendLatest(source: PreviewSource, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const picture = source.latestPicture();
  if (picture === undefined) throw new SurecastError('NOTHING_HERE', 'Nothing is captured now.');
  const tag = `"${Math.floor(picture.atMs * 1_000).toString(36)}"`;
  void reply.headers({
    'cache-control': 'no-store',
    etag: tag,
    'last-modified': new Date(picture.atMs).toUTCString(),
  });
  if (request.headers['if-none-match'] === tag) return reply.code(304).send();
  return reply.type('image/jpeg').send(picture.jpeg);
}

/** Goes on over the end of a run: the next one's pictures follow. */
function streamPictures(source: PreviewSource, reply: FastifyReply): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': `multipart/x-mixed-replace; boundary=${pictureBoundary}`,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  const stream = new PreviewStream(raw);
  const latest = source.latestPicture();
  const leave = source.onPicture((picture) => stream.send(picture, performance.now()));
  raw.on('error', leave);
  raw.on('close', leave);
  if (latest !== undefined) stream.send(latest, performance.now());
}
