import type { DeviceReport } from '../../contract/devices-report.ts';
import type { SourceChoice } from './source-choice.ts';

/** A picture to choose. */
export type SourceOption = {
  /** As `--source` takes it, without sound. */
  readonly source: string;
  readonly label: string;
  readonly details: string;
  /** False: it gave nothing when it was tried. */
  readonly works: boolean | null;
};

const testPattern: SourceOption = {
  source: 'test',
  label: 'Test pattern',
  details: 'A moving picture with a tone, made here; nothing has to be attached.',
  works: true,
};

/** The pictures to choose from: the test pattern, what is attached, and the one that is chosen but not there. */
export function sourceOptions(
  devices: readonly DeviceReport[],
  choice: SourceChoice,
): readonly SourceOption[] {
  const pictures = devices
    .filter(({ kind }) => kind !== 'audio')
    .map(({ source, label, details, works }) => ({ source, label, details, works }));
  const known = [testPattern, ...pictures];
  if (!('video' in choice) || known.some(({ source }) => source === choice.video)) return known;
  const label = choice.kind === 'screen' ? 'Screen' : choice.video.replace(/^device:/, '');
  return [...known, { source: choice.video, label, details: 'As the settings have it.', works: null }];
}

/** The sounds to choose from, by what is written behind `,audio:`. */
export function audioOptions(
  devices: readonly DeviceReport[],
  chosen: string,
): readonly (readonly [string, string])[] {
  const known = devices
    .filter(({ kind }) => kind === 'audio')
    .map(
      ({ source, label, works }) =>
        [source.replace(/^,audio:/, ''), works === false ? `${label} (does not work)` : label] as const,
    );
  if (chosen === '' || known.some(([audio]) => audio === chosen)) return known;
  return [...known, [chosen, chosen]];
}
