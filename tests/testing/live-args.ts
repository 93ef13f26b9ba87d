import type { Workplace } from './workplace.ts';

/** `live` as the tests start it: the small picture in one-second segments, broadcast `show`, to these origins. */
export function liveArgs(
  place: Workplace,
  originUrls: readonly string[],
  ...more: readonly string[]
): readonly string[] {
  const origins = originUrls.flatMap((url) => ['--origin', url]);
  return ['live', '--data', place.data, '--config', place.config, '--broadcast', 'show', ...origins, ...more];
}
