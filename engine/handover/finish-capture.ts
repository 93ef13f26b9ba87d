import type { BroadcastRow } from '../../catalog/broadcasts.ts';
import type { EngineListener } from '../../contract/engine-events.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { Capture } from '../capture.ts';
import { DiskGuard } from '../disk/disk-guard.ts';
import { findReserve } from '../disk/reserve-file.ts';
import { endCapture } from '../end-capture.ts';
import { isCapturing } from '../living-capture.ts';
import type { Desk } from './owned-catalog.ts';

/**
 * Cuts what a dead FFmpeg left in its log to the end, so that all there is of the broadcast is segments.
 * @returns the broadcast without anything left to capture; undefined when it had nothing at all
 * @throws SurecastError `BROADCAST_CAPTURING` when its FFmpeg lives
 */
export async function finishCapture(
  { root, catalog }: Desk,
  broadcast: BroadcastRow,
  listener: EngineListener,
): Promise<BroadcastRow | undefined> {
  if (broadcast.phase !== 'capturing') return broadcast;
  if (await isCapturing(catalog, root, broadcast)) {
    throw new SurecastError('BROADCAST_CAPTURING', `The broadcast ${broadcast.name} is still captured.`);
  }
  const reserveFile = await findReserve(root);
  const disk = new DiskGuard({
    root,
    reserveFile,
    reserveMegabytes: undefined,
    bytesPerSecond: () => undefined,
    listener,
  });
  await disk.start();
  try {
    const onEntered = () => undefined;
    await new Capture({ catalog, root, broadcast, plan: undefined, disk, listener, onEntered }).run();
    await disk.persist(() => endCapture(catalog, broadcast));
  } finally {
    disk.stop();
  }
  return catalog.broadcasts.byName(broadcast.name);
}
