import { bringPrograms } from './system-packages.mjs';

/**
 * Makes sure that FFmpeg is there. One named in SURECAST_FFMPEG is the program's to check.
 * @throws SetupFailure FFMPEG_MISSING with the one command to type
 */
export async function bringFfmpeg() {
  if (process.env['SURECAST_FFMPEG']) return;
  await bringPrograms({ ffmpeg: 'captures and encodes', ffprobe: 'looks into sources' }, 'FFMPEG_MISSING');
}
