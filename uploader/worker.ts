/**
 * The uplink worker: a thread with a protocol client of its own. It is handed uploads, sends each, proves it
 * in a request of its own, and says how that went. It decides nothing about repeating and never opens the catalog:
 * the engine is its one writer, so a worker may be killed at any moment.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { ObjectToStore, Origin, Proof } from '../contract/origin.ts';
import type {
  AskRequest,
  DeliverRequest,
  DeliveryFailure,
  WorkerReply,
  WorkerRequest,
  WorkerSettings,
} from '../contract/worker-messages.ts';
import { isOfTheLink, OriginClients } from './origin-clients.ts';
import { OriginFailure } from './origins/origin-failure.ts';
import { PacedSender } from './pace/paced-sender.ts';

/** A proof mostly comes at once, and says it all; only a slow one is worth a message of its own before. */
const sayStoredMs = 100;

const port = parentPort;
if (port === null) throw new Error('worker.ts runs as a worker thread');
const settings: WorkerSettings = workerData;
const reply = (message: WorkerReply) => port.postMessage(message);

const sender = new PacedSender(settings.pace);
const clients = new OriginClients(settings, (capabilities) => reply({ type: 'capabilities', capabilities }));

async function deliver(request: DeliverRequest): Promise<void> {
  const { uploadId, object } = request;
  const progress: Progress = { body: undefined, isStored: request.isStored };
  try {
    const proof = await storeAndProve(request, progress);
    reply({ type: 'verified', uploadId, proof });
  } catch (error) {
    const failure = describeFailure(error);
    reply({
      type: 'failed',
      uploadId,
      failure: isChanged(object, progress.body, failure)
        ? changed(object)
        : { ...failure, ...(progress.isStored && { isStored: true }) },
    });
  }
}

/** How far an attempt has come. */
type Progress = { body: Buffer | undefined; isStored: boolean };

async function storeAndProve(request: DeliverRequest, progress: Progress): Promise<Proof> {
  const { uploadId, object, networkInterface, lane } = request;
  const { origin, signal } = clients.over(networkInterface);
  if (progress.isStored) {
    const proof = await proofOf(await origin, object, signal);
    if (proof !== undefined) return proof;
    progress.isStored = false;
  }
  const body = await readWhole(object);
  progress.body = body;
  const to = await origin;
  const put = () => to.put(object, body, signal);
  await sender.run(lane, put, (step) => reply({ type: 'progress', uploadId, step }));
  progress.isStored = true;
  const saying = setTimeout(() => reply({ type: 'stored', uploadId }), sayStoredMs);
  return to.prove(object, signal).finally(() => clearTimeout(saying));
}

/** The proof of an object said to be stored; undefined when the origin does not hold it after all. */
async function proofOf(to: Origin, object: ObjectToStore, signal: AbortSignal): Promise<Proof | undefined> {
  try {
    return await to.prove(object, signal);
  } catch (error) {
    if (error instanceof OriginFailure && error.class === 'object') return undefined;
    throw error;
  }
}

async function ask({ question, networkInterface }: AskRequest): Promise<void> {
  const isAnswered = await clients.ask(networkInterface).then(
    () => true,
    () => false,
  );
  reply({ type: 'asked', question, isAnswered });
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
      ...(isOfTheLink(error) && { ofTheLink: true }),
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
clients.over(settings.firstInterface).origin.catch(() => undefined);

port.on('message', (request: WorkerRequest) => {
  if (request.type === 'abandon') clients.abandon(request.networkInterface);
  else if (request.type === 'access') clients.changeAccess(request.access);
  else void (request.type === 'ask' ? ask(request) : deliver(request));
});
