import { setTimeout as delay } from 'node:timers/promises';
import type { DirectoryRequest } from '../../contract/network/directory-calls.ts';
import { type DirectoryReply, directoryReply } from '../../contract/network/directory-reply.ts';
import { subjects } from '../../contract/network/subjects.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { ControlPlane } from '../control/control-plane.ts';

/** A member that dies with a question in hand costs the first of these, milliseconds; the next one is asked then. */
const waitsMs = [400, 800, 1_600];
/** A change is written before it is answered, and may have to wait for others. */
const changeWaitMs = 5_000;
const pauseMs = 100;

/**
 * Asks any directory member, and another one when no genuine answer comes.
 * @throws SurecastError NETWORK_UNREACHABLE when none does, also when members say that they can't answer just now
 */
export async function askDirectory(
  control: Pick<ControlPlane, 'request'>,
  request: DirectoryRequest,
  signal: AbortSignal,
): Promise<DirectoryReply> {
  // Asked twice, a roll-back would be rolled back.
  const waits =
    request.kind === 'roll-back' ? [changeWaitMs] : isLook(request) ? waitsMs : [1_600, changeWaitMs];
  for (const waitMs of waits) {
    const reply = await askOnce(control, request, waitMs);
    if (reply !== undefined) return reply;
    if (signal.aborted) break;
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
  throw new SurecastError('NETWORK_UNREACHABLE', 'No directory member answers.');
}

const isLook = ({ kind }: DirectoryRequest): boolean =>
  kind === 'enumerate' || kind === 'explain' || kind === 'snapshot';

/** Undefined: nobody answered, or nobody who may: others who listen on that subject prove nothing. */
async function askOnce(
  control: Pick<ControlPlane, 'request'>,
  request: DirectoryRequest,
  waitMs: number,
): Promise<DirectoryReply | undefined> {
  try {
    const { value } = await control.request(
      subjects.directory,
      request,
      directoryReply,
      waitMs,
      ({ roles }) => roles.includes('directory'),
    );
    return value;
  } catch (error) {
    if (error instanceof SurecastError && error.code === 'NETWORK_UNREACHABLE') return undefined;
    throw error;
  }
}
