/** Something that this machine can capture from. */
export type CaptureDevice = {
  readonly kind: 'video' | 'audio' | 'screen';
  /** As a person knows it. */
  readonly label: string;
  /** What to write: after `device:` (video), after `,audio:` (audio), or as the whole source (screen). */
  readonly name: string;
};
