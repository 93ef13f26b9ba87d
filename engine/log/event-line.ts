import type { LogLevel } from '../../contract/api/log-entry.ts';
import type { EngineEvent } from '../../contract/engine-events.ts';

/** A line before it has its number and time. */
export type LogLine = {
  readonly level: LogLevel;
  readonly part: string;
  readonly message: string;
  readonly code?: string | null;
  readonly broadcast?: string | null;
};

/** What the log says of an event. Every event has a line; those of each segment are for whoever looks for them. */
export function eventLine(event: EngineEvent): LogLine {
  switch (event.type) {
    case 'segment-captured': {
      const { broadcast, variant, sequence, seconds, sizeBytes } = event;
      const message = `Captured ${variant} segment ${sequence}: ${seconds.toFixed(3)} s, ${sizeBytes} bytes.`;
      return { level: 'debug', part: 'engine', message, broadcast };
    }
    case 'gap': {
      const { broadcast, variant, sequence, reason } = event;
      const message = `Lost ${variant} segment ${sequence}: ${reason}. It is a gap in the playlist.`;
      return { level: 'error', part: 'engine', message, broadcast };
    }
    case 'upload-verified': {
      const { broadcast, originUrl, key, sizeBytes, afterMs } = event;
      const message = `Verified ${key} (${sizeBytes} bytes) at ${originUrl} after ${Math.round(afterMs)} ms.`;
      return { level: 'debug', part: 'uplink', message, broadcast };
    }
    case 'origin':
      return originLine(event);
    case 'interface': {
      const message = `${event.originUrl} is delivered to over ${event.networkInterface}.`;
      return { level: 'info', part: 'uplink', message };
    }
    case 'source': {
      const { broadcast, state, message } = event;
      const level = state === 'lost' || state === 'paused' ? 'warning' : 'info';
      return { level, part: 'ffmpeg', message: `Source ${state}: ${message}.`, broadcast };
    }
    case 'disk': {
      const level = { roomy: 'info', low: 'warning', full: 'error', unwritable: 'error' } as const;
      return { level: level[event.level], part: 'engine', message: event.message, code: event.code ?? null };
    }
    case 'warning':
      return { level: 'warning', part: 'engine', message: event.message, code: event.code };
    case 'broadcast-complete': {
      const message = `Complete at ${event.originUrl}: every object verified, receipt signed.`;
      return { level: 'info', part: 'uplink', message, broadcast: event.broadcast };
    }
  }
}

function originLine(event: Extract<EngineEvent, { type: 'origin' }>): LogLine {
  const { originUrl, state, code = null, message = '' } = event;
  if (state === 'open') return { level: 'info', part: 'uplink', message: `${originUrl} answers well.` };
  const how = state === 'blocked' ? 'is blocked' : 'does not answer well';
  const level = state === 'blocked' ? 'error' : 'warning';
  return { level, part: 'uplink', message: `${originUrl} ${how}: ${message}`, code };
}
