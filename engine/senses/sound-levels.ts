/** What a stretch of sound reaches, in dB of full scale. */
export type SoundLevels = {
  readonly channels: readonly { readonly peakDb: number; readonly rmsDb: number }[];
  /** A sample is at the end of the scale. */
  readonly isClipped: boolean;
};

/** Level of digital silence, dBFS. */
export const silenceDb = -120;

const fullScale = 32_768;
const lastStep = 32_767;

/** Measures 16-bit samples, channel by channel in turn. A full-scale sine has an RMS of −3 dB. */
export function soundLevels(bytes: Uint8Array, channels: number): SoundLevels {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const perChannel = Math.floor(bytes.byteLength / 2 / channels);
  const measured = Array.from({ length: channels }, (_, channel) =>
    measure(view, channel, channels, perChannel),
  );
  return {
    channels: measured.map(({ peak, squares }) => ({
      peakDb: decibels(peak),
      rmsDb: decibels(perChannel === 0 ? 0 : Math.sqrt(squares / perChannel)),
    })),
    isClipped: measured.some(({ peak }) => peak >= lastStep),
  };
}

function measure(
  view: DataView,
  channel: number,
  of: number,
  count: number,
): { peak: number; squares: number } {
  const stepBytes = 2 * of;
  let peak = 0;
  let squares = 0;
  for (let sample = 0, at = 2 * channel; sample < count; sample++, at += stepBytes) {
    const value = Math.abs(view.getInt16(at, true));
    if (value > peak) peak = value;
    squares += value * value;
  }
  return { peak, squares };
}

function decibels(value: number): number {
  if (value === 0) return silenceDb;
  const level = Math.max(silenceDb, Math.round(200 * Math.log10(value / fullScale)) / 10);
  // Rounding may leave −0.
  return Math.min(level, 0) + 0;
}
