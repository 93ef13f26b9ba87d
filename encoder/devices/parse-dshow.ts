import type { CaptureDevice } from './capture-device.ts';

/**
 * Reads what `ffmpeg -f dshow -list_devices true -i dummy` prints: `[dshow @ …] "NAME" (video)`, since FFmpeg 8 also
 * with `[in#0 @ …]` before it. A device may be `(audio, video)`, or `(none)` while its driver is asleep.
 */
export function dshowDevices(output: string): readonly CaptureDevice[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const row = /^\[[^\]]*\]\s*(?:\[\w+\]\s*)?"(.+)" \(([a-z, ]+)\)$/.exec(line.trim());
    const name = row?.[1];
    if (name === undefined) return [];
    return (['video', 'audio'] as const)
      .filter((kind) => row?.[2]?.split(', ').includes(kind))
      .map((kind) => ({ kind, label: name, name }));
  });
}
