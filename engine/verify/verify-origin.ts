import { createHash, createPublicKey } from 'node:crypto';
import PQueue from 'p-queue';
import type { Origin } from '../../contract/origin.ts';
import type { SignedReceipt } from '../../contract/receipt.ts';
import { toSurecastError } from '../../contract/surecast-error.ts';
import { differs, missing } from '../../uploader/origins/failures.ts';
import { hexSha256 } from '../../uploader/origins/hash.ts';
import { OriginFailure } from '../../uploader/origins/origin-failure.ts';
import { openReceipt } from '../receipt.ts';
import { askAgain } from './ask-again.ts';
import { checkPlaylist } from './check-playlist.ts';
import { compareReceipt } from './compare-receipt.ts';
import { type ExpectedObject, isPlaylist } from './expected-object.ts';
import type { ObjectSource } from './object-source.ts';
import { askForObject, type ObjectVerdict, verdictOf } from './object-verdict.ts';
import type { Tally } from './tally.ts';

/** Playlists and receipts are read whole: a receipt has some 250 bytes an object, and a long broadcast 200,000 of them. */
export const largestTextBytes = 64 * 1024 * 1024;

/** Requests at once: HEADs wait for the round trip; whole objects fill the link, and memory. */
const headsAtOnce = 12;
const readsAtOnce = 4;

export type OriginCheck = {
  readonly broadcast: string;
  readonly origin: Origin;
  readonly source: ObjectSource;
  /** `NAME/receipt.json` as fetched from the origin; undefined when it holds none. */
  readonly receipt: Uint8Array | undefined;
  readonly deep: boolean;
  readonly signal: AbortSignal;
  readonly tally: Tally;
  readonly onProgress: (done: number, total: number) => void;
};

/**
 * Asks one origin about everything that must be there.
 *
 * Playlists come first: what they name was verified before they were made, so the list that is read after them has all
 * of it, also while the broadcast goes on.
 * @throws OriginFailure when the origin does not answer at all
 */
export async function verifyOrigin(check: OriginCheck): Promise<void> {
  const playlists = await fetchPlaylists(check, check.source.list().filter(isPlaylist));
  const list = check.source.list();
  checkReceipt(check, list);
  const media = list.filter((object) => object.kind === 'segment' || object.kind === 'init');
  await askForAll(check, media);
  const listed = new Map(list.map((object) => [object.key, object]));
  for (const { key, text } of playlists) check.tally.contradicts(checkPlaylist(key, text, listed));
}

type FetchedPlaylist = { readonly key: string; readonly text: string };

/** Reads each playlist whole. One with wrong bytes is a problem already, and what it names is not looked at. */
async function fetchPlaylists(
  check: OriginCheck,
  playlists: readonly ExpectedObject[],
): Promise<FetchedPlaylist[]> {
  const fetched: FetchedPlaylist[] = [];
  for (const playlist of playlists) {
    const verdict = await fetchPlaylist(check, playlist, (text) => fetched.push({ key: playlist.key, text }));
    check.tally.add(playlist, verdict);
  }
  return fetched;
}

async function fetchPlaylist(
  { origin, source, signal }: OriginCheck,
  playlist: ExpectedObject,
  onText: (text: string) => void,
): Promise<ObjectVerdict> {
  try {
    const bytes = await askAgain(signal, () => origin.get(playlist.key, largestTextBytes, signal));
    if (bytes === undefined) throw missing(playlist.key);
    const sha256 = hexSha256(bytes);
    if (sha256 !== playlist.sha256 && !source.isNewerVersion(playlist, sha256)) {
      throw differs(playlist.key, `SHA-256 ${sha256}`);
    }
    onText(Buffer.from(bytes).toString('utf8'));
    return { kind: 'verified', proof: 'sha256-read-back' };
  } catch (error) {
    signal.throwIfAborted();
    return verdictOf(error);
  }
}

/** Asks about each object, and gives up when the origin has answered nothing for a whole round of requests. */
async function askForAll(check: OriginCheck, objects: readonly ExpectedObject[]): Promise<void> {
  const { origin, deep, signal, tally, onProgress } = check;
  const concurrency = deep ? readsAtOnce : headsAtOnce;
  const total = tally.done + objects.length;
  const queue = new PQueue({ concurrency });
  const ask = async (object: ExpectedObject): Promise<void> => {
    signal.throwIfAborted();
    if (tally.unansweredInARow >= concurrency) return tally.skip(1);
    const verdict = await askForObject(origin, object, deep, signal);
    tally.add(object, verdict);
    onProgress(tally.done, total);
  };
  onProgress(tally.done, total);
  await queue.addAll(objects.map((object) => () => ask(object)));
}

/** Checks the receipt against its signature, and against the list of what was delivered. */
function checkReceipt(
  { source, receipt, tally, broadcast }: OriginCheck,
  list: readonly ExpectedObject[],
): void {
  if (!source.isComplete) return;
  const key = `${broadcast}/receipt.json`;
  const delivered = list.find((object) => object.kind === 'receipt');
  const expected = delivered ?? { key, kind: 'receipt', sizeBytes: receipt?.length ?? 0, sha256: '' };
  try {
    if (receipt === undefined) throw missing(key);
    const opened = openReceipt(Buffer.from(receipt).toString('utf8'));
    if (delivered !== undefined && hexSha256(receipt) !== delivered.sha256) {
      throw differs(key, 'it is not the receipt that was delivered, although its signature fits its own key');
    }
    const others = list.filter((object) => object.kind !== 'receipt');
    const contradictions = compareReceipt(opened.receipt, broadcast, others);
    tally.receipt(contradictions.length === 0 ? 'valid' : 'invalid', signerOf(opened));
    tally.add(expected, { kind: 'verified', proof: 'sha256-read-back' });
    tally.contradicts(contradictions);
  } catch (error) {
    tally.receipt(receipt === undefined ? 'missing' : 'invalid');
    tally.add(expected, error instanceof OriginFailure ? verdictOf(error) : invalid(error));
  }
}

function invalid(error: unknown): ObjectVerdict {
  const { code, message } = toSurecastError(error);
  return { kind: 'mismatched', code, message };
}

/** The SHA-256 of the signer's public key, by which people can tell whose receipt it is. */
function signerOf({ publicKey }: SignedReceipt): string {
  const key = createPublicKey(publicKey).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('hex');
}
