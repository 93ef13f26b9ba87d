import { get, type IncomingMessage } from 'node:http';
import {
  etagOf,
  objectsPath,
  sha256OfDigest,
  versionHeader,
} from '../../../contract/network/object-transfer.ts';
import { SurecastError } from '../../../contract/surecast-error.ts';
import type { FetchedObject, NodeClient } from '../../transfer/node-client.ts';

/** Asks the servers of these tests, which speak plain HTTP: certificates are what `delivery/transfer` is tested for. */
export const plainNodeClient: Pick<NodeClient, 'get'> = {
  get: (server, key, { ifNot, headersTimeoutMs, signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<FetchedObject>();
    const headers = ifNot === undefined ? {} : { 'If-None-Match': etagOf(ifNot) };
    const request = get(server.nodeUrl + objectsPath + key, { headers, signal, agent: false });
    const timer = setTimeout(() => request.destroy(new Error('no headers in time')), headersTimeoutMs);
    request.on('response', (response) => {
      clearTimeout(timer);
      resolve(toFetched(response));
    });
    request.on('error', (cause) => {
      clearTimeout(timer);
      reject(
        new SurecastError('NODE_UNREACHABLE', `${server.name} does not answer: ${cause.message}`, { cause }),
      );
    });
    return promise;
  },
};

function toFetched(response: IncomingMessage): FetchedObject {
  const { headers, statusCode } = response;
  if (statusCode !== 200) {
    response.resume();
    return { kind: statusCode === 304 ? 'same' : 'missing' };
  }
  return {
    kind: 'found',
    sizeBytes: Number(headers['content-length']),
    sha256: sha256OfDigest(String(headers['repr-digest'])) ?? '',
    contentType: headers['content-type'] ?? '',
    cacheControl: headers['cache-control'] ?? '',
    version: Number(headers[versionHeader]),
    body: response,
  };
}
