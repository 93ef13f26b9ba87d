import { setTimeout as delay } from 'node:timers/promises';
import type { DirectoryRequest } from '../../contract/network/directory-calls.ts';
import { type DirectoryReply, directoryReply } from '../../contract/network/directory-reply.ts';
import { subjects } from '../../contract/network/subjects.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { ControlPlane } from '../control/control-plane.ts';

/**
 * So long is waited for one member, then for all of them, milliseconds. The first may have died with the question in hand,
 * or it was none: whoever may connect to NATS can listen among the members, and keep what it is asked to itself.
 */
const looks = { oneMs: 400, allMs: [800, 1_600] };
/** A change is written before it is answered, and may have to wait for others. */
const changes = { oneMs: 1_600, allMs: [5_000] };
/** Asked twice, a roll-back would be rolled back. */
const once = { oneMs: 5_000, allMs: [] };
const pauseMs = 100;

/**
 * Asks any directory member, and all of them when no genuine answer comes.
 * @throws SurecastError NETWORK_UNREACHABLE when none does, also when members say that they can't answer just now
 */
export async function askDirectory(
  control: Pick<ControlPlane, 'request'>,
  request: DirectoryRequest,
  signal: AbortSignal,
): Promise<DirectoryReply> {
  const { oneMs, allMs } = request.kind === 'roll-back' ? once : isLook(request) ? looks : changes;
  const first = await askOnce(control, subjects.directory, request, oneMs);
  if (first !== undefined) return first;
  for (const waitMs of allMs) {
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const reply = await askOnce(control, subjects.directoryAll, request, waitMs);
    if (reply !== undefined) return reply;
  }
  throw new SurecastError('NETWORK_UNREACHABLE', 'No directory member answers.');
}

const isLook = ({ kind }: DirectoryRequest): boolean =>
  kind === 'enumerate' || kind === 'explain' || kind === 'snapshot';

/** Undefined: nobody answered, or nobody who may. */
async function askOnce(
  control: Pick<ControlPlane, 'request'>,
  subject: string,
  request: DirectoryRequest,
  waitMs: number,
): Promise<DirectoryReply | undefined> {
  try {
    const { value } = await control.request(subject, request, directoryReply, waitMs, ({ roles }) =>
      roles.includes('directory'),
    );
    return value;
  } catch (error) {
    if (error instanceof SurecastError && error.code === 'NETWORK_UNREACHABLE') return undefined;
    throw error;
  }
}
