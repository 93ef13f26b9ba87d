import { existsSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OriginCapabilities } from '../../contract/origin.ts';
import type { OriginAccess } from '../../contract/origin-access.ts';
import type { OriginUrl } from '../../contract/origin-url.ts';
import { openOrigin } from '../../uploader/origins/open-origin.ts';
import { doubtful, type Finding, failed, fine } from './result.ts';

const patienceMs = 30_000;

/** Writes small objects, proves them, sends one with a wrong checksum, and removes them again. */
export async function checkOrigin(url: OriginUrl, access?: OriginAccess): Promise<Finding> {
  return probeOrigin(url, access).then((capabilities) => judge(url.kind, capabilities), failed);
}

/**
 * The same, for what the origin can do.
 * @throws OriginFailure
 */
export async function probeOrigin(url: OriginUrl, access?: OriginAccess): Promise<OriginCapabilities> {
  const made = url.kind === 'file' ? missingFolders(url.directory) : [];
  const origin = openOrigin(url, { access });
  try {
    return await origin.probe(AbortSignal.timeout(patienceMs));
  } finally {
    origin.close();
    if (url.kind === 'file') await removeEmptied([join(url.directory, '.surecast-probe'), ...made]);
  }
}

/** What the capabilities of an origin mean for what is delivered there. */
export function judge(kind: OriginUrl['kind'], capabilities: OriginCapabilities): Finding {
  const { attestsSha256, refusesBadChecksum } = capabilities;
  const proof = attestsSha256 ? 'attests SHA-256' : 'proved by reading back';
  const message = `written, ${proof}, ${refusesBadChecksum ? 'refuses' : 'ACCEPTS'} a wrong checksum`;
  if (kind === 'file' || (attestsSha256 && refusesBadChecksum)) return fine(message);
  if (attestsSha256) {
    return doubtful(message, 'Every object is still proved after it was sent; a damaged one is sent again.');
  }
  return doubtful(
    message,
    'Every object is read back to prove it, so the link carries it twice; a store that attests SHA-256 halves that.',
  );
}

/** The folder and those above it that are not there yet, innermost first. */
function missingFolders(directory: string): string[] {
  const missing: string[] = [];
  for (let folder = directory; !existsSync(folder); folder = dirname(folder)) missing.push(folder);
  return missing;
}

/** Removes what the probe made; only what is empty goes. */
async function removeEmptied(folders: readonly string[]): Promise<void> {
  for (const folder of folders) await rmdir(folder).catch(() => undefined);
}
