import type { EngineEvent } from '../../contract/engine-events.ts';
import { plainPart } from '../../contract/trouble-words.ts';
import type { OnAirFacts, OriginFacts } from './judge-session.ts';

type OriginNews = Pick<EngineEvent & { type: 'origin' }, 'state' | 'message' | 'code'>;

/** Remembers of the engine's news what the session is judged by. */
export type OnAirWatch = {
  note(event: EngineEvent): void;
  /** A broadcast goes on air: what was seen of the one before does not count. */
  begin(broadcast: string): void;
  /** When the first segment of this life of the program was captured, Unix milliseconds: its first frame. */
  readonly capturedSinceMs: () => number | null;
  facts(
    origins: readonly Pick<OriginFacts, 'url' | 'optional'>[],
  ): Omit<OnAirFacts, 'fallingBehind' | 'slowEncoder'>;
};

export function createOnAirWatch(): OnAirWatch {
  const news = new Map<string, OriginNews>();
  let disk: string | null = null;
  let seen = fresh('');
  const noteOnAir = (event: EngineEvent & { readonly broadcast: string }): void => {
    if (event.broadcast !== seen.broadcast) return;
    if (event.type === 'segment-captured') {
      const capturedSinceMs = seen.capturedSinceMs ?? Date.now() - event.seconds * 1000;
      seen = { ...seen, capturedSinceMs, sourceLost: null };
    } else if (event.type === 'upload-verified' && event.kind === 'segment') {
      seen = { ...seen, hasVerified: true };
    } else if (event.type === 'source' && event.state === 'lost') {
      seen = { ...seen, sourceLost: asSentence(event.message) };
    }
  };
  return {
    note: (event) => {
      if (event.type === 'origin') news.set(event.originUrl, event);
      if (event.type === 'disk') disk = event.level === 'roomy' ? null : event.message;
      if ('broadcast' in event) noteOnAir(event);
    },
    begin: (broadcast) => {
      seen = fresh(broadcast);
      // Said of one name at an open origin, which is not said to be open again for the next name.
      for (const [url, { code }] of news) if (code === 'ORIGIN_NAME_TAKEN') news.delete(url);
    },
    capturedSinceMs: () => seen.capturedSinceMs,
    facts: (origins) => ({
      hasCaptured: seen.capturedSinceMs !== null,
      hasVerified: seen.hasVerified,
      sourceLost: seen.sourceLost,
      disk,
      origins: origins.map(({ url, optional }) => {
        const said = news.get(url);
        const message = said?.message === undefined ? null : `${plainPart(said.message)}.`;
        return { url, optional, state: said?.state ?? 'open', message };
      }),
    }),
  };
}

type Seen = {
  readonly broadcast: string;
  readonly capturedSinceMs: number | null;
  readonly hasVerified: boolean;
  readonly sourceLost: string | null;
};

function fresh(broadcast: string): Seen {
  return { broadcast, capturedSinceMs: null, hasVerified: false, sourceLost: null };
}

function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}
