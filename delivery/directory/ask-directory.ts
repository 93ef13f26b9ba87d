import { setTimeout as delay } from 'node:timers/promises';
import type {
  DirectoryChange,
  DirectoryLook,
  DirectoryRequest,
} from '../../contract/network/directory-calls.ts';
import { type DirectoryReply, directoryReply } from '../../contract/network/directory-reply.ts';
import { subjects } from '../../contract/network/subjects.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { ControlPlane } from '../control/control-plane.ts';

/**
 * So long is waited for one member, then for all of them, milliseconds. The first may have died with the question in hand,
 * or it was none: whoever may connect to NATS can listen among the members, and keep what it is asked to itself.
 */
const looks = { oneMs: 400, allMs: [800, 1_600] };
/** A change is written before it is answered, and may have to wait for others; then another member is asked for it. */
const changesMs = [1_600, 5_000];
/** Made twice, a roll-back would be rolled back. */
const onceMs = [5_000];
const pauseMs = 100;

type Requests = Pick<ControlPlane, 'request'>;

/**
 * Asks any directory member, and all of them when no genuine answer comes.
 * @throws SurecastError NETWORK_UNREACHABLE when none does, also when members say that they can't answer just now
 */
export const askDirectory = (
  control: Requests,
  request: DirectoryRequest,
  signal: AbortSignal,
): Promise<DirectoryReply> =>
  isLook(request) ? askLook(control, request, signal) : askForChange(control, request, signal);

export const isLook = (request: DirectoryRequest): request is Extract<DirectoryRequest, DirectoryLook> =>
  request.kind === 'enumerate' || request.kind === 'explain' || request.kind === 'snapshot';

/** @param but a member whose word does not count */
async function askLook(
  control: Requests,
  look: DirectoryLook,
  signal: AbortSignal,
  but?: string,
): Promise<DirectoryReply> {
  const first = await askOnce(control, subjects.directory, look, looks.oneMs, but);
  if (first !== undefined) return first;
  for (const waitMs of looks.allMs) {
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const reply = await askOnce(control, subjects.directoryAll, look, waitMs, but);
    if (reply !== undefined) return reply;
  }
  throw silent();
}

/** A member makes up a number for the change; what is signed with it counts once, at that member. */
async function askForChange(
  control: Requests,
  change: DirectoryChange,
  signal: AbortSignal,
): Promise<DirectoryReply> {
  let last: DirectoryReply | undefined;
  for (const waitMs of change.kind === 'roll-back' ? onceMs : changesMs) {
    // Whoever is to be revoked is not the one to ask for it.
    const but = change.kind === 'revoke' ? change.node : undefined;
    const begun = await askLook(control, { kind: 'begin-change' }, signal, but);
    if (begun.kind !== 'change-begun') return begun;
    const { member, nonce } = begun;
    last = await askOnce(control, `${subjects.directoryChange}.${member}`, { nonce, change }, waitMs, but);
    if (last !== undefined && !isRepeated(last)) return last;
  }
  if (last === undefined) throw silent();
  return last;
}

/** It took longer than the number holds to get here. */
const isRepeated = (reply: DirectoryReply): boolean => reply.kind === 'refused' && reply.code === 'REPEATED';

const silent = (): SurecastError => new SurecastError('NETWORK_UNREACHABLE', 'No directory member answers.');

/** Undefined: nobody answered, or nobody who may. */
async function askOnce(
  control: Requests,
  subject: string,
  message: unknown,
  waitMs: number,
  but: string | undefined,
): Promise<DirectoryReply | undefined> {
  try {
    const { value } = await control.request(
      subject,
      message,
      directoryReply,
      waitMs,
      ({ name, roles }) => roles.includes('directory') && name !== but,
    );
    return value;
  } catch (error) {
    if (error instanceof SurecastError && error.code === 'NETWORK_UNREACHABLE') return undefined;
    throw error;
  }
}
