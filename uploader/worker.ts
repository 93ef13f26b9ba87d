/**
 * The uplink worker: a thread with a protocol client of its own. It is handed uploads, sends each, proves it
 * in a request of its own, and says how that went. It decides nothing about repeating and never opens the catalog:
 * the engine is its one writer, so a worker may be killed at any moment.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { ObjectToStore, Origin } from '../contract/origin.ts';
import type {
  DeliverRequest,
  DeliveryFailure,
  WorkerReply,
  WorkerSettings,
} from '../contract/worker-messages.ts';
import { openOrigin } from './origins/open-origin.ts';
import { OriginFailure } from './origins/origin-failure.ts';

/** A proof mostly comes at once, and says it all; only a slow one is worth a message of its own before. */
const sayStoredMs = 100;

const port = parentPort;
if (port === null) throw new Error('worker.ts runs as a worker thread');
const settings: WorkerSettings = workerData;
const reply = (message: WorkerReply) => port.postMessage(message);

let opened: Promise<Origin> | undefined;

/** The origin's client, one for all transfers of this worker; opened anew after it could not be opened. */
function client(): Promise<Origin> {
  opened ??= open().catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

/** Before its first use by anyone, the origin is asked what it can prove. */
async function open(): Promise<Origin> {
  const { originUrl, capabilities } = settings;
  if (capabilities !== undefined) return openOrigin(originUrl, { capabilities });
  const probing = openOrigin(originUrl, {});
  try {
    const found = await probing.probe(new AbortController().signal);
    reply({ type: 'capabilities', capabilities: found });
    return openOrigin(originUrl, { capabilities: found });
  } finally {
    probing.close();
  }
}

async function deliver({ uploadId, object }: DeliverRequest): Promise<void> {
  let body: Buffer | undefined;
  try {
    const signal = new AbortController().signal;
    body = await readWhole(object);
    const to = await client();
    await to.put(object, body, signal);
    const saying = setTimeout(() => reply({ type: 'stored', uploadId }), sayStoredMs);
    const proof = await to.prove(object, signal).finally(() => clearTimeout(saying));
    reply({ type: 'verified', uploadId, proof });
  } catch (error) {
    const failure = describeFailure(error);
    reply({
      type: 'failed',
      uploadId,
      failure: isChanged(object, body, failure) ? changed(object) : failure,
    });
  }
}

async function readWhole(object: ObjectToStore): Promise<Buffer> {
  const body = await readFile(object.path).catch((error: NodeJS.ErrnoException) => {
    const isGone = error.code === 'ENOENT' || error.code === 'EISDIR' || error.code === 'ENOTDIR';
    throw new OriginFailure({
      class: isGone ? 'local' : 'object',
      code: 'FILE_CHANGED',
      message: `${object.path} can't be read (${error.code ?? error.message})`,
    });
  });
  if (body.length !== object.sizeBytes) throw new OriginFailure(changed(object));
  return body;
}

/**
 * Whether the local file, not the origin, is why it failed. The origin refuses bytes that do not match the recorded
 * hash, so the file need not be hashed before each sending; when it was refused, it is looked at.
 */
function isChanged(object: ObjectToStore, body: Buffer | undefined, failure: DeliveryFailure): boolean {
  if (body === undefined || failure.class === 'unstable') return false;
  return createHash('sha256').update(body).digest('hex') !== object.sha256;
}

function changed(object: ObjectToStore): DeliveryFailure {
  return {
    class: 'local',
    code: 'FILE_CHANGED',
    message: `${object.path} is not the file that was recorded`,
  };
}

function describeFailure(error: unknown): DeliveryFailure {
  if (error instanceof OriginFailure) {
    return {
      class: error.class,
      code: error.code,
      message: error.message,
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
      ...(error.conflict === undefined ? {} : { existing: error.conflict.existing }),
    };
  }
  return {
    class: 'unstable',
    code: 'INTERNAL',
    message: error instanceof Error ? error.message : String(error),
  };
}

// The first file finds the client ready; what is wrong with the origin is said when a file can't be sent.
client().catch(() => undefined);

port.on('message', (request: DeliverRequest) => {
  void deliver(request);
});
