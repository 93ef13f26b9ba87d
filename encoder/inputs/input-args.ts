import { SurecastError } from '../../contract/surecast-error.ts';
import type { Source } from '../source.ts';
import { avfoundationInput } from './avfoundation-input.ts';
import { decklinkInput } from './decklink-input.ts';
import { dshowInput, gdigrabInput } from './dshow-input.ts';
import { fileInput } from './file-input.ts';
import type { CaptureInput, InputContext } from './input.ts';
import { v4l2Input, x11grabInput } from './linux-input.ts';
import { networkInput } from './network-input.ts';
import { testInput } from './test-input.ts';

const decklinkPrefix = 'decklink:';

/**
 * FFmpeg's input arguments for a source on a platform.
 * @throws SurecastError SOURCE_NOT_FOUND when this platform has no such source
 */
export function inputArgs(source: Source, context: InputContext): CaptureInput {
  switch (source.kind) {
    case 'test':
      return testInput(context);
    case 'file':
      return fileInput(source.path, context);
    case 'url':
      return networkInput(source, context);
    case 'screen':
      return screenInput(source.display, source.audio, context);
    case 'device':
      return deviceInput(source.video, source.audio, context);
  }
}

function screenInput(
  display: string | undefined,
  audio: string | undefined,
  context: InputContext,
): CaptureInput {
  switch (context.platform) {
    case 'linux':
      return x11grabInput(display, audio, context);
    case 'win32':
      return gdigrabInput(display, audio, context);
    case 'darwin':
      return avfoundationInput(`Capture screen ${display ?? '0'}`, audio, context);
    default:
      throw new SurecastError('SOURCE_NOT_FOUND', `Screens are not captured on ${context.platform}.`);
  }
}

function deviceInput(video: string, audio: string | undefined, context: InputContext): CaptureInput {
  if (video.startsWith(decklinkPrefix)) return decklinkInput(video.slice(decklinkPrefix.length), context);
  switch (context.platform) {
    case 'linux':
      return v4l2Input(video, audio, context);
    case 'win32':
      return dshowInput(video, audio, context);
    case 'darwin':
      return avfoundationInput(video, audio, context);
    default:
      throw new SurecastError('SOURCE_NOT_FOUND', `Devices are not captured on ${context.platform}.`);
  }
}
