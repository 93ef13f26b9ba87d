import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BroadcastRow } from '../../catalog/broadcasts.ts';
import type { SignedReceipt } from '../../contract/receipt.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { Engine } from '../engine.ts';
import type { Handlers } from '../http/handlers.ts';
import { openReceipt } from '../receipt.ts';

/** The queue, and the receipts of what has left it. */
export function queueHandlers(engine: Engine): Pick<Handlers, 'uploads' | 'receipts'> {
  return {
    uploads: ({ query: { broadcast, ...part } }) => {
      const broadcastId = broadcast === undefined ? undefined : broadcastOf(engine, broadcast).id;
      return engine.desk.catalog.uploadPages.page({ ...part, broadcastId }, Date.now());
    },
    receipts: ({ params }) => receiptsOf(engine, broadcastOf(engine, params.name)),
  };
}

function broadcastOf(engine: Engine, name: string): BroadcastRow {
  const row = engine.desk.catalog.broadcasts.byName(name);
  if (row !== undefined) return row;
  throw new SurecastError('BROADCAST_UNKNOWN', 'There is no broadcast of this name.');
}

/** As they lie on the disk, each one's signature checked. */
async function receiptsOf({ desk }: Engine, broadcast: BroadcastRow): Promise<SignedReceipt[]> {
  const complete = desk.catalog.broadcasts
    .destinations(broadcast.id)
    .filter((origin) => origin.complete === 1);
  const receipts: SignedReceipt[] = [];
  for (const { id } of complete) {
    const path = join(desk.root, 'broadcasts', broadcast.name, `receipt-${id}.json`);
    // An imported broadcast that was complete elsewhere has none here: it is at the origin.
    const text = await readFile(path, 'utf8').catch(ignoreMissing);
    if (text !== undefined) receipts.push(openReceipt(text));
  }
  return receipts;
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
