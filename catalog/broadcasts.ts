import type { DeliveryOrder } from '../contract/delivery-order.ts';
import type { Statements } from './statements.ts';

export type BroadcastPhase = 'capturing' | 'delivering' | 'complete';
export type ContainerName = 'ts' | 'fmp4';

export type BroadcastRow = {
  readonly id: number;
  readonly name: string;
  readonly phase: BroadcastPhase;
  readonly container: ContainerName;
  readonly segmentMs: number;
  readonly targetDurationSeconds: number;
  /** JSON as the engine wrote it: source and encoding as begun. */
  readonly settings: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  /** When another machine took over its delivery; null: it is delivered from here. */
  readonly handedOverAtMs: number | null;
  /** How much media it shall have; null: until it is stopped. */
  readonly durationSeconds: number | null;
  /** When a person asked for the end of its capture, which may not be reached yet; null: nobody did. */
  readonly stopAskedAtMs: number | null;
};

export type VariantRow = {
  readonly id: number;
  readonly name: string;
  readonly declaredKbps: number;
  readonly codecs: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly framesPerSecond: number | null;
};

export type OriginRow = { readonly id: number; readonly url: string; readonly capabilities: string | null };
export type DestinationRow = OriginRow & {
  readonly complete: 0 | 1;
  /** 1: what it lacks does not keep the broadcast open. */
  readonly optional: 0 | 1;
  readonly deliveryOrder: DeliveryOrder;
};

export type NewBroadcast = Omit<
  BroadcastRow,
  'id' | 'phase' | 'endedAtMs' | 'handedOverAtMs' | 'durationSeconds' | 'stopAskedAtMs'
> & {
  readonly variants: readonly { readonly name: string; readonly declaredKbps: number }[];
  readonly originUrls: readonly string[];
  /** Origins that do not keep the broadcast open. */
  readonly optionalOriginUrls?: readonly string[];
  /** Default `complete`. */
  readonly deliveryOrder?: DeliveryOrder | undefined;
  /** How much media it shall have; null: until it is stopped. Undefined: the same, or as the capture that it takes up was begun. */
  readonly durationSeconds?: number | null | undefined;
};

const broadcastColumns = `id, name, phase, container, segment_ms AS segmentMs,
  target_duration_seconds AS targetDurationSeconds, settings, started_at_ms AS startedAtMs, ended_at_ms AS endedAtMs,
  handed_over_at_ms AS handedOverAtMs, duration_seconds AS durationSeconds, stop_asked_at_ms AS stopAskedAtMs`;
const variantColumns =
  'id, name, declared_kbps AS declaredKbps, codecs, width, height, frames_per_second AS framesPerSecond';

/** Broadcasts, their variants and the origins they are meant for. */
export class Broadcasts {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  insert(broadcast: NewBroadcast): number {
    const { lastInsertRowid } = this.#sql
      .prepare(
        `INSERT INTO broadcasts (name, phase, container, segment_ms, target_duration_seconds, settings, started_at_ms,
           duration_seconds)
         VALUES (?, 'capturing', ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        broadcast.name,
        broadcast.container,
        broadcast.segmentMs,
        broadcast.targetDurationSeconds,
        broadcast.settings,
        broadcast.startedAtMs,
        broadcast.durationSeconds ?? null,
      );
    const id = Number(lastInsertRowid);
    const addVariant = this.#sql.prepare(
      'INSERT INTO variants (broadcast_id, name, declared_kbps) VALUES (?, ?, ?)',
    );
    for (const variant of broadcast.variants) addVariant.run(id, variant.name, variant.declaredKbps);
    this.addDestinations(id, broadcast);
    return id;
  }

  byName(name: string): BroadcastRow | undefined {
    return this.#sql
      .prepare<[string], BroadcastRow>(`SELECT ${broadcastColumns} FROM broadcasts WHERE name = ?`)
      .get(name);
  }

  list(): BroadcastRow[] {
    return this.#sql
      .prepare<[], BroadcastRow>(`SELECT ${broadcastColumns} FROM broadcasts ORDER BY id`)
      .all();
  }

  setPhase(id: number, phase: BroadcastPhase, endedAtMs?: number): void {
    this.#sql
      .prepare('UPDATE broadcasts SET phase = ?, ended_at_ms = coalesce(?, ended_at_ms) WHERE id = ?')
      .run(phase, endedAtMs ?? null, id);
  }

  /** Notes that its capture is to end; null: that it is to go on after all. */
  setStopAsked(id: number, atMs: number | null): void {
    this.#sql.prepare('UPDATE broadcasts SET stop_asked_at_ms = ? WHERE id = ?').run(atMs, id);
  }

  setSettings(id: number, settings: string): void {
    this.#sql.prepare('UPDATE broadcasts SET settings = ? WHERE id = ?').run(settings, id);
  }

  setDuration(id: number, durationSeconds: number | null): void {
    this.#sql.prepare('UPDATE broadcasts SET duration_seconds = ? WHERE id = ?').run(durationSeconds, id);
  }

  /**
   * Takes back a broadcast that never captured anything, as if it had not been begun; also its initialization sections,
   * which may have been entered and delivered before the first segment.
   */
  removeEmpty(id: number): void {
    for (const [table, column, owner] of [
      ['log_cursors', 'run_id', 'runs'],
      ['uploads', 'file_id', 'files'],
    ]) {
      this.#sql
        .prepare(`DELETE FROM ${table} WHERE ${column} IN (SELECT id FROM ${owner} WHERE broadcast_id = ?)`)
        .run(id);
    }
    for (const table of ['runs', 'destinations', 'files', 'variants']) {
      this.#sql.prepare(`DELETE FROM ${table} WHERE broadcast_id = ?`).run(id);
    }
    this.#sql.prepare('DELETE FROM broadcasts WHERE id = ?').run(id);
  }

  variants(broadcastId: number): VariantRow[] {
    return this.#sql
      .prepare<[number], VariantRow>(
        `SELECT ${variantColumns} FROM variants WHERE broadcast_id = ? ORDER BY id`,
      )
      .all(broadcastId);
  }

  /** What the first segment showed of the encoded stream; kept because the Multivariant Playlist names it. */
  describeVariant(
    id: number,
    format: { codecs: string; width: number | null; height: number | null; framesPerSecond: number | null },
  ): void {
    this.#sql
      .prepare('UPDATE variants SET codecs = ?, width = ?, height = ?, frames_per_second = ? WHERE id = ?')
      .run(format.codecs, format.width, format.height, format.framesPerSecond, id);
  }

  /** Means a broadcast for these origins, besides those it has; one that it has gets the role given here. */
  addDestinations(
    broadcastId: number,
    added: Pick<NewBroadcast, 'originUrls' | 'optionalOriginUrls' | 'deliveryOrder'>,
  ): void {
    const order = added.deliveryOrder ?? 'complete';
    for (const url of added.originUrls) this.#addDestination(broadcastId, url, 0, order);
    for (const url of added.optionalOriginUrls ?? []) this.#addDestination(broadcastId, url, 1, order);
  }

  #addDestination(broadcastId: number, url: string, optional: 0 | 1, order: DeliveryOrder): void {
    this.#sql.prepare('INSERT INTO origins (url) VALUES (?) ON CONFLICT (url) DO NOTHING').run(url);
    this.#sql
      .prepare(
        `INSERT INTO destinations (broadcast_id, origin_id, optional, delivery_order)
         SELECT ?, id, ?, ? FROM origins WHERE url = ?
         ON CONFLICT DO UPDATE SET optional = excluded.optional`,
      )
      .run(broadcastId, optional, order, url);
  }

  setDeliveryOrder(broadcastId: number, order: DeliveryOrder): void {
    this.#sql
      .prepare('UPDATE destinations SET delivery_order = ? WHERE broadcast_id = ?')
      .run(order, broadcastId);
  }

  destinations(broadcastId: number): DestinationRow[] {
    return this.#sql
      .prepare<[number], DestinationRow>(
        `SELECT o.id, o.url, o.capabilities, d.complete, d.optional, d.delivery_order AS deliveryOrder
         FROM destinations d JOIN origins o ON o.id = d.origin_id
         WHERE d.broadcast_id = ? ORDER BY o.id`,
      )
      .all(broadcastId);
  }

  /** Marks the receipt of a broadcast as verified at one origin. */
  completeDestination(broadcastId: number, originId: number): void {
    this.#sql
      .prepare('UPDATE destinations SET complete = 1 WHERE broadcast_id = ? AND origin_id = ?')
      .run(broadcastId, originId);
  }

  rememberCapabilities(originId: number, capabilities: string): void {
    this.#sql.prepare('UPDATE origins SET capabilities = ? WHERE id = ?').run(capabilities, originId);
  }
}
