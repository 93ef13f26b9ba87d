import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContext } from 'node:tls';
import { publisherFile } from '../../contract/network/network-file.ts';
import { OriginFailure } from './origin-failure.ts';

/** Who publishes, and by whose certificates servers of the network are known. */
export type PublisherAccess = { readonly token: string; readonly trust: SecureContext };

/**
 * Reads the publisher's file.
 * @param path undefined: none was named
 * @throws OriginFailure `blocked` if it can't be used; its text is not repeated
 */
export async function readPublisherFile(path: string | undefined): Promise<PublisherAccess> {
  if (path === undefined || path === '')
    throw denied('No publisher’s file is named (SURECAST_PUBLISHER, or publisherFile of the origin).');
  try {
    const { ca, token } = publisherFile.parse(JSON.parse(await readFile(path, 'utf8')));
    return { token, trust: createSecureContext({ ca }) };
  } catch (error) {
    const reason = isSystemError(error)
      ? ` (${error.code})`
      : ': it is not what `surecast network publisher` wrote';
    throw denied(`The publisher’s file ${path} can’t be used${reason}.`);
  }
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && 'syscall' in error;

const denied = (message: string): OriginFailure =>
  new OriginFailure({ class: 'blocked', code: 'PUBLISHING_DENIED', message });
