import type { ZodType } from 'zod';
import type { Heartbeat } from '../../contract/network/heartbeat.ts';
import type { Plan } from '../../contract/network/plan.ts';
import type { Sender } from '../../contract/network/signed.ts';

/** A node as this process has heard it. */
export type HeardNode = {
  readonly heartbeat: Heartbeat;
  /** By this process's monotonic clock, milliseconds. */
  readonly heardAtMs: number;
  /** Sender's wall clock minus ours when it was heard. */
  readonly clockOffsetMs: number;
};

/** `suspect`: a heartbeat is overdue; `dead`: silent for `deadAfterMs` of the time in which this process could hear. */
export type NodeHealth = 'alive' | 'suspect' | 'dead';

/**
 * Every node's own table of what it has heard; never asks anybody, so it is there when the control plane is not. Silence counts
 * only while this process is connected: who cannot hear takes nobody for dead.
 */
export type NodeTable = {
  /** All that were heard and are not forgotten (a minute after their death). */
  all(): readonly HeardNode[];
  get(name: string): HeardNode | undefined;
  /** Undefined: never heard, or forgotten. */
  health(name: string): NodeHealth | undefined;
  /** Heard of, and not dead. */
  isAlive(name: string): boolean;
  /** Called with the name of whoever appeared, died, or changed state. Returns what ends it. */
  onChange(listener: (name: string) => void): () => void;
};

/** The plan as kept in JetStream, with the revision that a change must name. */
export type KeptPlan = { readonly plan: Plan; readonly revision: number };

/** The one key of slow truth. Only directory members write it. */
export type PlanStore = {
  /** The newest that was seen; undefined: none yet. Answers at once, also when NATS is dead. */
  current(): KeptPlan | undefined;
  /** Milliseconds since the store was last heard of (its beacon); undefined: never. */
  ageMs(): number | undefined;
  /**
   * Writes the plan if `revision` is still the newest (0: if there is none). False: somebody else was first. Each plan has a higher
   * epoch than the one before.
   * @throws SurecastError NETWORK_UNREACHABLE: not known whether it was written; `current` tells once the store answers
   */
  change(plan: Plan, revision: number): Promise<boolean>;
  onChange(listener: (kept: KeptPlan) => void): () => void;
};

/** A request's answer and who signed it. */
export type Answered<T> = { readonly value: T; readonly sender: Sender };

/** What came over NATS and was not taken, since the start. */
export type DroppedMessages = {
  /** No message of ours at all. */
  readonly garbage: number;
  /** Signature or certificate do not hold. */
  readonly forged: number;
  /** The certificate is of this network, and not valid now by this machine's clock. */
  readonly untimely: number;
  /** Genuine, and not of the schema. */
  readonly misfit: number;
  /** Genuine, and by somebody who may not say this. */
  readonly foreign: number;
};

/** Who may say something: role, name. What is refused is counted and dropped. */
export type MaySay<T> = (sender: Sender, message: T, subject: string) => boolean;

/** The control plane as a node uses it: signed messages over NATS, each checked by its schema. All of it may be away at any time. */
export type ControlPlane = {
  readonly nodes: NodeTable;
  readonly isConnected: () => boolean;
  readonly dropped: () => DroppedMessages;
  /** Says something to whoever listens; lost without a word when NATS is away. */
  publish(subject: string, message: unknown): void;
  /**
   * Calls `handle` with each genuine message that fits the schema. `queueGroup`: only one of its members is called. `isInAnyOrder`: many
   * come at a time and their order is nothing to `handle`, so that signatures are checked beside the event loop.
   */
  subscribe<T>(options: {
    readonly subject: string;
    readonly schema: ZodType<T>;
    readonly queueGroup?: string;
    readonly isInAnyOrder?: boolean;
    readonly maySay?: MaySay<T>;
    readonly handle: (message: T, sender: Sender, reply: (answer: unknown) => void) => void;
  }): () => void;
  /**
   * Asks whoever listens. Waits for NATS to be back if it is away, and for a genuine answer of somebody who may give it.
   * @throws SurecastError NETWORK_UNREACHABLE when none came in time, or nobody listens
   */
  request<T>(
    subject: string,
    message: unknown,
    schema: ZodType<T>,
    timeoutMs: number,
    maySay?: MaySay<T>,
  ): Promise<Answered<T>>;
  /**
   * Opens the plan's store, once for a process. Directory members alone write to it, all may read. Resolves when it was read for the
   * first time, or at the latest after a second.
   * @param isMember whether this process is a member; by default if its certificate has the role
   */
  openPlanStore(options?: { readonly isMember: boolean }): Promise<PlanStore>;
  close(): Promise<void>;
};
