import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaptureDevice } from './capture-device.ts';

/**
 * V4L2 capture devices by the kernel's list. A camera has further nodes for metadata; node 0 of each device is the
 * picture. Empty where there is no such list.
 * @param classDirectory `/sys/class/video4linux`, or a copy of it in tests
 */
export async function v4l2Devices(
  classDirectory = '/sys/class/video4linux',
): Promise<readonly CaptureDevice[]> {
  const nodes = (await readdir(classDirectory).catch(() => [])).filter((node) => /^video\d+$/.test(node));
  const devices = await Promise.all(nodes.toSorted(byNumber).map((node) => readNode(classDirectory, node)));
  return devices.filter((device) => device !== undefined);
}

/**
 * The path of a V4L2 device that was named by path, by a label (`Cam Link 4K`) or by the part of it before the colon
 * that drivers repeat it behind (`HD Webcam: HD Webcam`). Undefined if there is none.
 */
export function findV4l2Path(named: string, devices: readonly CaptureDevice[]): string | undefined {
  if (named.startsWith('/')) return named;
  const wanted = named.toLowerCase();
  const labelled = devices.map(({ name, label }) => ({ name, label: label.toLowerCase() }));
  const exact = labelled.find(({ label }) => label === wanted);
  return (exact ?? labelled.find(({ label }) => label.split(':')[0] === wanted))?.name;
}

async function readNode(classDirectory: string, node: string): Promise<CaptureDevice | undefined> {
  const read = async (file: string) =>
    (await readFile(join(classDirectory, node, file), 'utf8').catch(() => '')).trim();
  const [label, index] = await Promise.all([read('name'), read('index')]);
  if (index !== '' && index !== '0') return undefined;
  return { kind: 'video', label: label === '' ? node : label, name: `/dev/${node}` };
}

function byNumber(a: string, b: string): number {
  return Number(a.slice('video'.length)) - Number(b.slice('video'.length));
}
