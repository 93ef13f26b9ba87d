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
  /** All connections come from a proxy, which says whose requests they are. */
  readonly isProxied: boolean;
  readonly nowMs: () => number;
  readonly log: (line: string) => void;
}): ViewerDesk {
  const { answering, limits, connections, sent, nowMs, log } = options;
  const failed = (error: unknown): ViewerAnswer => {
    log(`a viewer’s request failed: ${error instanceof Error ? error.message : String(error)}`);
    return refusals.internal();
  };
  return {
    connections,
    nowMs,
    sent,
    answer(request, path, connection) {
      if (!limits.request(connection.client, nowMs())) return refusals.tooMany();
      try {
        const { asker, viewer } = askingOf(connection, request, options);
        const answer = answering(request, path, asker, viewer);
        return answer instanceof Promise ? answer.catch(failed) : answer;
      } catch (error) {
        return failed(error);
      }
    },
  };
}

/** Who asks: the same for as long as the same header lines come on a connection. */
function askingOf(
  connection: ViewerConnection,
  request: ViewerRequest,
  { isSecure, isProxied }: { readonly isSecure: boolean; readonly isProxied: boolean },
): NonNullable<ViewerConnection['asking']> {
  const { headers, query } = request;
  if (connection.asking?.headers === headers && query === '') return connection.asking;
  const address = (isProxied ? headers.realAddress : undefined) ?? connection.address;
  const asker = { address, userAgent: headers.userAgent, host: headers.host, isSecure };
  connection.asking = { headers, asker, viewer: `${address} ${viewerName(request)}` };
  return connection.asking;
}
