import type { AssignedAnswer, DirectoryRequest } from '../../contract/network/directory-calls.ts';
import type { DirectoryReply } from '../../contract/network/directory-reply.ts';

/** What a node knows of one broadcast's servers. */
export type KnownServers =
  | { readonly kind: 'assigned'; readonly answer: AssignedAnswer; readonly askedAtMs: number }
  | { readonly kind: 'unknown' }
  /** Nobody answered, and it was never known. */
  | { readonly kind: 'unreachable' };

/** The directory as main, intermediates and edges ask it. Answers are kept by epoch and hold for as long as nobody gives a newer one. */
export type DirectoryClient = {
  /**
   * Whom to pull a broadcast from. What is known is answered at once and asked again in the background when its time is
   * over or a newer epoch was heard of; a viewer waits for the directory only when nothing is known.
   */
  servers(broadcast: string): Promise<KnownServers>;
  /** What is known, without asking. */
  known(broadcast: string): AssignedAnswer | undefined;
  /** Any other request. @throws SurecastError NETWORK_UNREACHABLE, or the directory's refusal */
  ask(request: DirectoryRequest): Promise<DirectoryReply>;
  /** Called when the servers of a broadcast that was asked for have changed. */
  onChange(listener: (answer: AssignedAnswer) => void): () => void;
  /** Newest epoch heard of. */
  epoch(): number;
  close(): void;
};
