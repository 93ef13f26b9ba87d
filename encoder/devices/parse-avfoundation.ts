import type { CaptureDevice } from './capture-device.ts';

/**
 * Reads what `ffmpeg -f avfoundation -list_devices true -i ""` prints: two headed lists of `[INDEX] NAME`, where
 * screens stand among the cameras.
 */
export function avfoundationDevices(output: string): readonly CaptureDevice[] {
  let kind: 'video' | 'audio' | undefined;
  const devices: CaptureDevice[] = [];
  for (const line of output.split(/\r?\n/)) {
    const heading = /AVFoundation (video|audio) devices:/.exec(line)?.[1];
    if (heading === 'video' || heading === 'audio') kind = heading;
    const name = /^(?:\[[^\]]*\]\s*)?(?:\[info\]\s*)?\[\d+\] (.+)$/.exec(line.trim())?.[1];
    if (name !== undefined && kind !== undefined) devices.push(toDevice(kind, name));
  }
  return devices;
}

function toDevice(kind: 'video' | 'audio', name: string): CaptureDevice {
  const screen = /^Capture screen (\d+)$/.exec(name)?.[1];
  if (screen === undefined) return { kind, label: name, name };
  return { kind: 'screen', label: name, name: `screen:${screen}` };
}
