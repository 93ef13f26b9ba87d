import type { CaptureDevice } from './capture-device.ts';

/** One line of `ffmpeg -sources`: `* NAME [DESCRIPTION] (MEDIA)`; the star marks the default. */
export type ListedSource = {
  readonly name: string;
  readonly description: string;
  readonly isDefault: boolean;
};

/** Reads what `ffmpeg -sources FORMAT` prints; lines of other kinds are passed over. */
export function parseSources(output: string): readonly ListedSource[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const row = /^([* ]) (\S.*?) \[(.*)\](?: \([^()]*\))?$/.exec(line);
    return row?.[2] === undefined
      ? []
      : [{ name: row[2], description: row[3] ?? '', isDefault: row[1] === '*' }];
  });
}

/** PulseAudio sources as audio devices, the default one first. Monitors hear what the machine plays. */
export function pulseDevices(output: string): readonly CaptureDevice[] {
  return parseSources(output)
    .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault))
    .map(({ name, description }) => ({ kind: 'audio', label: description, name }));
}

/** ALSA's hardware; its list is mostly plugins, which are no devices. */
export function alsaDevices(output: string): readonly CaptureDevice[] {
  return parseSources(output)
    .filter(({ name }) => /^(?:plug)?hw:/.test(name))
    .map(({ name, description }) => ({ kind: 'audio', label: description.replaceAll('\n', ', '), name }));
}

/** DeckLink cards; FFmpeg takes the description for a name. */
export function decklinkDevices(output: string): readonly CaptureDevice[] {
  return parseSources(output).map(({ description }) => ({
    kind: 'video',
    label: description,
    name: `decklink:${description}`,
  }));
}
