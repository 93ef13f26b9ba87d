import type { Source } from './source.ts';

/** Whether two sources can't be open at the same time, because they are the same device, screen grab or network port. Pure. */
export function sharesHardware(one: Source, other: Source): boolean {
  if (one.kind === 'device' && other.kind === 'device' && one.video === other.video) return true;
  if (one.kind === 'url' && other.kind === 'url') return one.url === other.url;
  return audioOf(one) !== undefined && audioOf(one) === audioOf(other);
}

function audioOf(source: Source): string | undefined {
  return 'audio' in source ? source.audio : undefined;
}

/** The same source without the audio device beside it. Pure. */
export function pictureOnly(source: Source): Source {
  return 'audio' in source ? { ...source, audio: undefined } : source;
}
