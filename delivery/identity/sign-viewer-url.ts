import { formatViewerPath, parseViewerPath } from '../../contract/network/viewer-paths.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { openNetworkFolder } from './network-folder.ts';
import { issueWatchToken } from './tokens.ts';

/**
 * The same URL with a watching token in its path: it opens this one broadcast until it expires.
 * @param directory folder of the network
 * @throws SurecastError IDENTITY_INVALID, USAGE
 */
export async function signViewerUrl(directory: string, url: string, expiresAt: Date): Promise<string> {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // Not repeated: the one who reads the sentence need not be the one who knows the password.
  if (parsed !== undefined && (parsed.username !== '' || parsed.password !== ''))
    throw new SurecastError(
      'USAGE',
      'The address names a user or a password, which a link would tell every viewer.',
    );
  const isWeb = parsed !== undefined && /^https?:$/.test(parsed.protocol);
  const path = isWeb ? parseViewerPath(parsed.pathname) : undefined;
  if (parsed === undefined || path === undefined)
    throw new SurecastError(
      'USAGE',
      `${url} is no viewer’s address, such as https://edge.example/live/NAME/index.m3u8.`,
    );
  const { file, tokenKey } = await openNetworkFolder(directory);
  const token = await issueWatchToken(
    { network: file.network, tokenKey },
    { broadcasts: path.broadcast, expiresAt },
  );
  parsed.pathname = formatViewerPath({ ...path, token });
  return parsed.href;
}
