import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { SurecastError } from '../../../contract/surecast-error.ts';

/** Where pictures come from. */
export type PreviewSource = {
  latestPicture(): { readonly jpeg: Uint8Array } | undefined;
  onPicture(listener: (picture: { readonly jpeg: Uint8Array }) => void): () => void;
};

const mostViewers = 32;
const boundary = 'picture';

/** `GET /api/preview.mjpeg`: what is captured, as a picture that replaces itself. Who is slow misses pictures and holds up nobody. */
export function registerPreview(app: FastifyInstance, source: PreviewSource): void {
  let viewers = 0;
  app.get('/api/preview.mjpeg', { config: { role: 'viewer' } }, (_request, reply) => {
    if (viewers >= mostViewers)
      throw new SurecastError('TOO_MANY_CONSOLES', `${mostViewers} consoles look at the picture.`);
    viewers += 1;
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': `multipart/x-mixed-replace; boundary=${boundary}`,
      'cache-control': 'no-store',
    });
    const latest = source.latestPicture();
    if (latest) writePicture(raw, latest.jpeg);
    const stop = source.onPicture(({ jpeg }) => writePicture(raw, jpeg));
    raw.on('error', () => raw.destroy());
    raw.once('close', () => {
      viewers -= 1;
      stop();
    });
  });
}

function writePicture(response: ServerResponse, jpeg: Uint8Array): void {
  if (response.writableLength > 0) return;
  response.write(`--${boundary}\r\ncontent-type: image/jpeg\r\ncontent-length: ${jpeg.length}\r\n\r\n`);
  response.write(jpeg);
  // A browser shows a picture when the next one begins: said now, it does not wait for that one.
  response.write(`\r\n--${boundary}\r\n`);
}
