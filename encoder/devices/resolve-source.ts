import { SurecastError } from '../../contract/surecast-error.ts';
import type { Source } from '../source.ts';
import type { CaptureDevice } from './capture-device.ts';
import { findV4l2Path, v4l2Devices } from './v4l2-devices.ts';

/**
 * Replaces a device's label by what FFmpeg opens: on Linux `device:Cam Link 4K` becomes `device:/dev/video2`.
 * Everywhere else FFmpeg takes the names themselves.
 * @throws SurecastError SOURCE_NOT_FOUND, naming what is attached
 */
export async function resolveSource(source: Source): Promise<Source> {
  if (process.platform !== 'linux' || source.kind !== 'device') return source;
  return resolveV4l2(source, await v4l2Devices());
}

/** The pure part of resolveSource: the same with the attached devices given. */
export function resolveV4l2(
  source: Extract<Source, { kind: 'device' }>,
  attached: readonly CaptureDevice[],
): Source {
  if (source.video.startsWith('decklink:')) return source;
  const path = findV4l2Path(source.video, attached);
  if (path !== undefined) return { ...source, video: path };
  const list = attached.map(({ label, name }) => `${label} (${name})`).join(', ');
  throw new SurecastError(
    'SOURCE_NOT_FOUND',
    `There is no device "${source.video}"; attached: ${list === '' ? 'none' : list}.`,
  );
}
