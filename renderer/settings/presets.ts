import type { VariantForm } from './settings-form.ts';

type Preset = Omit<VariantForm, 'rowId'>;

const preset = (
  name: string,
  width: number,
  height: number,
  videoKbps: number,
  audioKbps: number,
): Preset => ({
  name,
  width: String(width),
  height: String(height),
  framesPerSecond: '25',
  videoKbps: String(videoKbps),
  audioKbps: String(audioKbps),
});

/** Usual sizes with usual rates for H.264 (after Apple's HLS authoring specification), the largest that a mini-PC encodes first. */
export const presets: readonly Preset[] = [
  preset('1080p', 1920, 1080, 6000, 128),
  preset('720p', 1280, 720, 3000, 128),
  preset('540p', 960, 540, 2000, 128),
  preset('360p', 640, 360, 730, 96),
];

/** The largest preset that is not there yet; undefined when all are. */
export const nextPreset = (names: readonly string[]): Preset | undefined =>
  presets.find(({ name }) => !names.includes(name));
