import type { EngineEvent } from '../../contract/engine-events.ts';
import type { SourceFacts } from './alarm-facts.ts';

/** How each broadcast's source is, by what the engine told. Pure. */
export type SourceWatch = ReadonlyMap<string, SourceFacts>;

/** A source that was lost is back when a segment of it is captured, not when FFmpeg is started to look for it. */
export function noteEvent(watch: SourceWatch, event: EngineEvent, nowMs: number): SourceWatch {
  if (event.type === 'segment-captured')
    return watch.get(event.broadcast)?.state === 'well'
      ? watch
      : set(watch, event.broadcast, { state: 'well' });
  if (event.type !== 'source') return watch;
  const { broadcast, state, message } = event;
  const before = watch.get(broadcast);
  switch (state) {
    case 'lost': {
      const sinceMs = before?.state === 'lost' ? before.sinceMs : nowMs;
      return set(watch, broadcast, { state: 'lost', broadcast, why: message, sinceMs });
    }
    case 'paused':
      return set(watch, broadcast, { state: 'none' });
    case 'ended':
      return new Map([...watch].filter(([name]) => name !== broadcast));
    case 'started':
    case 'adopted':
      return watch;
  }
}

/** The source that is lost, if one is. */
export function sourceOf(watch: SourceWatch): SourceFacts {
  const all = [...watch.values()];
  return (
    all.find(({ state }) => state === 'lost') ??
    all.find(({ state }) => state === 'well') ?? { state: 'none' }
  );
}

const set = (watch: SourceWatch, broadcast: string, facts: SourceFacts): SourceWatch =>
  new Map(watch).set(broadcast, facts);
