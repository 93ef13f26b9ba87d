import { existsSync } from 'node:fs';
import type { BroadcastRow } from '../catalog/broadcasts.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Origin } from '../contract/origin.ts';
import type { AccessOf } from '../contract/origin-access.ts';
import { formatOriginUrl, parseOriginUrl } from '../contract/origin-url.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import type { OriginVerifyReport, VerifyReport } from '../contract/verify-report.ts';
import { openOrigin } from '../uploader/origins/open-origin.ts';
import { OriginFailure } from '../uploader/origins/origin-failure.ts';
import { readCatalog } from './read-catalog.ts';
import { openReceipt } from './receipt.ts';
import { askAgain } from './verify/ask-again.ts';
import { catalogSource, type ObjectSource, receiptSource } from './verify/object-source.ts';
import { Tally } from './verify/tally.ts';
import { largestTextBytes, verifyOrigin } from './verify/verify-origin.ts';

export type VerifyOptions = {
  readonly broadcast: string;
  readonly dataDirectory: string;
  /** As typed or canonical; undefined: all that the catalog knows for the broadcast. */
  readonly originUrls: readonly string[] | undefined;
  /** Read each object back whole and hash it here, whatever the origin attests. */
  readonly deep: boolean;
  /** By default AWS's own variables and files. */
  readonly accessOf?: AccessOf;
  readonly signal: AbortSignal;
  readonly onProgress: (originUrl: string, done: number, total: number) => void;
};

/**
 * Asks the origins about each object of a broadcast again. The list comes from the data directory's catalog, also while
 * an engine works on it; where that does not know the broadcast or the origin, from the receipt at the origin.
 * What an origin does not answer, or answers wrongly, is in the report and not thrown.
 * @throws SurecastError `BROADCAST_UNKNOWN`, and whatever keeps the catalog from being read
 */
export async function verifyBroadcast(options: VerifyOptions): Promise<VerifyReport> {
  const { broadcast, dataDirectory, deep } = options;
  const found = await readCatalog(dataDirectory, (catalog) => verifyWithCatalog(options, catalog));
  const origins = found ?? (await verifyByReceipts(options, `${dataDirectory} holds no recordings`));
  return { broadcast, deep, ok: origins.every(isOk), origins };
}

function isOk(origin: OriginVerifyReport): boolean {
  return origin.trouble === null && origin.problems.length === 0 && origin.unanswered === 0;
}

async function verifyWithCatalog(options: VerifyOptions, catalog: Catalog): Promise<OriginVerifyReport[]> {
  const row = catalog.broadcasts.byName(options.broadcast);
  if (row === undefined) return verifyByReceipts(options, `${options.dataDirectory} has ${namesIn(catalog)}`);
  const known = catalog.broadcasts.destinations(row.id).map((origin) => origin.url);
  return inTurn(options.originUrls ?? known, (url) =>
    verifyAt(options, url, () => sourceFromCatalog(catalog, row, url)),
  );
}

/** Read anew for each origin: a broadcast may have come to its end while another one was asked. */
function sourceFromCatalog(catalog: Catalog, row: BroadcastRow, url: string): ObjectSource | undefined {
  const canonical = formatOriginUrl(parseOriginUrl(url));
  const origin = catalog.broadcasts.destinations(row.id).find((each) => each.url === canonical);
  return origin && catalogSource(catalog, row, origin);
}

function verifyByReceipts(options: VerifyOptions, where: string): Promise<OriginVerifyReport[]> {
  if (options.originUrls === undefined) {
    throw new SurecastError('BROADCAST_UNKNOWN', `There is no broadcast ${options.broadcast}: ${where}.`, {
      cure: 'Name the data directory with --data, or the origin with --origin to go by the receipt there.',
    });
  }
  return inTurn(options.originUrls, (url) => verifyAt(options, url, () => undefined));
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

/** @param known the catalog's list for this origin, if it has one */
async function verifyAt(
  options: VerifyOptions,
  url: string,
  known: () => ObjectSource | undefined,
): Promise<OriginVerifyReport> {
  const tally = new Tally(url);
  let source = known();
  const origin = openOrigin(url, {
    capabilities: source?.capabilities,
    access: options.accessOf?.(formatOriginUrl(parseOriginUrl(url))),
  });
  try {
    refuseMissingFolder(url);
    const receipt = await fetchReceipt(origin, options);
    source ??= sourceFromReceipt(receipt, url, options);
    await verifyOrigin({
      ...options,
      origin,
      source,
      receipt,
      tally,
      onProgress: (done, total) => options.onProgress(url, done, total),
    });
  } catch (error) {
    if (error instanceof OriginFailure) tally.trouble(error.code, error.message);
    else if (error instanceof SurecastError) tally.trouble(error.code, error.message, error.cure);
    else throw error;
    if (source !== undefined) tally.skip(Math.max(0, source.list().length - tally.done));
    tally.receipt(error.code === 'RECEIPT_INVALID' ? 'invalid' : 'unanswered');
  } finally {
    origin.close();
  }
  return tally.report(source?.listedBy ?? 'receipt', source?.pendingFiles ?? 0);
}

/** Also the first question, and a GET: a HEAD could not tell a missing bucket from a missing object. */
function fetchReceipt(origin: Origin, { broadcast, signal }: VerifyOptions): Promise<Uint8Array | undefined> {
  return askAgain(signal, () => origin.get(`${broadcast}/receipt.json`, largestTextBytes, signal));
}

function sourceFromReceipt(
  receipt: Uint8Array | undefined,
  url: string,
  { broadcast, dataDirectory }: VerifyOptions,
): ObjectSource {
  if (receipt !== undefined) return receiptSource(openReceipt(Buffer.from(receipt).toString('utf8')).receipt);
  throw new SurecastError(
    'BROADCAST_UNKNOWN',
    `${url} holds no ${broadcast}/receipt.json, and ${dataDirectory} does not know ${broadcast} there.`,
    {
      cure: 'A broadcast has a receipt once it is complete; before that, name its data directory with --data.',
    },
  );
}

/** A disk that is not attached would otherwise look like an origin that lost everything. */
function refuseMissingFolder(url: string): void {
  const parsed = parseOriginUrl(url);
  if (parsed.kind !== 'file' || existsSync(parsed.directory)) return;
  throw new SurecastError('ORIGIN_UNREACHABLE', `The folder ${parsed.directory} is not there.`, {
    cure: 'Attach the disk or share it lies on, or correct --origin.',
  });
}

function namesIn(catalog: Catalog): string {
  const names = catalog.broadcasts.list().map((broadcast) => broadcast.name);
  if (names.length === 0) return 'no broadcasts';
  return names.length > 20
    ? `${names.slice(-20).join(', ')} and ${names.length - 20} older ones`
    : names.join(', ');
}
