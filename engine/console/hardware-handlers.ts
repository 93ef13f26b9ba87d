import type PQueue from 'p-queue';
import { SurecastError } from '../../contract/surecast-error.ts';
import { resolveSource } from '../../encoder/devices/resolve-source.ts';
import { findFfmpeg } from '../../encoder/find-ffmpeg.ts';
import { pictureOnly, sharesHardware } from '../../encoder/shares-hardware.ts';
import { parseSource, type Source } from '../../encoder/source.ts';
import { takePicture } from '../../encoder/take-picture.ts';
import { captureHardware } from '../capture-hardware.ts';
import type { Handlers } from '../http/handlers.ts';
import type { OnAirSource } from '../session/on-air-source.ts';

export type HardwareParts = {
  readonly onAir: () => OnAirSource | undefined;
  readonly turns: PQueue;
};

const picturePatienceMs = 10_000;

/** What is attached to this machine, and how it looks. */
export function hardwareHandlers({ onAir, turns }: HardwareParts): Pick<Handlers, 'devices' | 'thumbnail'> {
  return {
    devices: () =>
      turns.add(async () => {
        const isInUse = await inUse(onAir());
        return captureHardware(isInUse);
      }),
    thumbnail: ({ body }) =>
      turns.add(async () => {
        const source = await resolveSource(parseSource(body.source));
        const isInUse = await inUse(onAir());
        if (isInUse(pictureOnly(source)))
          throw new SurecastError('SOURCE_ON_AIR', 'This source is on air, and is not opened a second time.');
        const picture = await takePicture(source, await findFfmpeg(), picturePatienceMs);
        return { picture: `data:image/jpeg;base64,${picture.toString('base64')}` };
      }),
  };
}

/** Tells of a source whether the broadcast on air holds it. */
async function inUse(onAir: OnAirSource | undefined): Promise<(source: Source) => boolean> {
  if (onAir === undefined) return () => false;
  // What goes on air next is looked at this very moment: any device may be it.
  if (onAir.source === undefined) return ({ kind }) => kind === 'device' || kind === 'url';
  const held = parseSource(onAir.source);
  const resolved = await resolveSource(held).catch(() => held);
  return (source) => sharesHardware(source, resolved);
}
