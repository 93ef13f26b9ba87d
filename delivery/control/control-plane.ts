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

/** Every node's own table of what it has heard; never asks anybody, so it is there when the control plane is not. */
export type NodeTable = {
  /** All that were heard and are not forgotten (a minute after their death). */
  all(): readonly HeardNode[];
  get(name: string): HeardNode | undefined;
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
  /** Writes the plan if `revision` is still the newest (0: if there is none). False: somebody else was first. */
  change(plan: Plan, revision: number): Promise<boolean>;
  onChange(listener: (kept: KeptPlan) => void): () => void;
};

/** A request's answer and who signed it. */
export type Answered<T> = { readonly value: T; readonly sender: Sender };

/** The control plane as a node uses it: signed messages over NATS, each checked by its schema. All of it may be away at any time. */
export type ControlPlane = {
  readonly nodes: NodeTable;
  readonly isConnected: () => boolean;
  /** Says something to whoever listens; lost without a word when NATS is away. */
  publish(subject: string, message: unknown): void;
  /** Calls `handle` with each genuine message that fits the schema. `queueGroup`: only one of its members is called. */
  subscribe<T>(options: {
    readonly subject: string;
    readonly schema: import('zod').ZodType<T>;
    readonly queueGroup?: string;
    readonly handle: (message: T, sender: Sender, reply: (answer: unknown) => void) => void;
  }): () => void;
  /** @throws SurecastError NETWORK_UNREACHABLE when no genuine answer came in time */
  request<T>(
    subject: string,
    message: unknown,
    schema: import('zod').ZodType<T>,
    timeoutMs: number,
  ): Promise<Answered<T>>;
  /** Opens the plan's store; directory members alone write to it, all may read. */
  openPlanStore(): Promise<PlanStore>;
  close(): Promise<void>;
};
