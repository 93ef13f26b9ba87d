import { findFfmpeg } from '../../../encoder/find-ffmpeg.ts';
import { takePicture } from '../../../encoder/take-picture.ts';

const patienceMs = 60_000;

/** What a scripted engine shows as its preview: a real picture of the test pattern. */
export async function testPicture(): Promise<Buffer> {
  return takePicture({ kind: 'test' }, await findFfmpeg(), patienceMs);
}
