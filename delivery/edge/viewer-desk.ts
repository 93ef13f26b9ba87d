import type { ViewerPath } from '../../contract/network/viewer-paths.ts';
import type { AddressLimits } from './address-limits.ts';
import type { ViewerAnswering } from './answer-viewer.ts';
import { refusals } from './refusal.ts';
import type { ViewerAnswer } from './viewer-answer.ts';
import type { ViewerConnection, ViewerConnections } from './viewer-connections.ts';
import { type ViewerRequest, viewerName } from './viewer-request.ts';

/** What answers and counts a request for media, on whichever way it came. */
export type ViewerDesk = {
  readonly connections: ViewerConnections;
  readonly nowMs: () => number;
  readonly answer: (
    request: ViewerRequest,
    path: ViewerPath,
    connection: ViewerConnection,
  ) => ViewerAnswer | Promise<ViewerAnswer>;
  /** So many bytes go out for a broadcast. */
  readonly sent: (broadcast: string, bytes: number) => void;
};

export function createViewerDesk(options: {
  readonly answering: ViewerAnswering;
  readonly limits: AddressLimits;
  readonly connections: ViewerConnections;
  readonly sent: ViewerDesk['sent'];
  readonly isSecure: boolean;
  readonly nowMs: () => number;
  readonly log: (line: string) => void;
}): ViewerDesk {
  const { answering, limits, connections, sent, isSecure, nowMs, log } = options;
  const failed = (error: unknown): ViewerAnswer => {
    log(`a viewer’s request failed: ${error instanceof Error ? error.message : String(error)}`);
    return refusals.internal();
  };
  return {
    connections,
    nowMs,
    sent,
    answer(request, path, { address, client }) {
      if (!limits.request(client, nowMs())) return refusals.tooMany();
      const { userAgent, host } = request.headers;
      try {
        const asker = { address, userAgent, host, isSecure };
        const answer = answering(request, path, asker, `${address} ${viewerName(request)}`);
        return answer instanceof Promise ? answer.catch(failed) : answer;
      } catch (error) {
        return failed(error);
      }
    },
  };
}
