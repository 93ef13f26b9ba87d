import type { Database } from 'better-sqlite3';
import type { SurecastError } from '../contract/surecast-error.ts';
import { Broadcasts } from './broadcasts.ts';
import { Counts } from './counts.ts';
import { type DamageWatch, watchDamage } from './damage-watch.ts';
import { Handover } from './handover.ts';
import { InitSections } from './init-sections.ts';
import { KeptFiles } from './kept-files.ts';
import { Lanes } from './lanes.ts';
import { LiveGaps } from './live-gaps.ts';
import { Media } from './media.ts';
import { OnAir } from './on-air.ts';
import { openDatabase, openDatabaseReadOnly } from './open-database.ts';
import { Runs } from './runs.ts';
import { type CatalogShape, catalogShape } from './shape.ts';
import { Statements } from './statements.ts';
import { UploadPages } from './upload-pages.ts';
import { Uploads } from './uploads.ts';

/** The catalog of a data directory: what was recorded, and how far each file has got. One writer: the engine. */
export class Catalog {
  readonly broadcasts: Broadcasts;
  readonly runs: Runs;
  readonly media: Media;
  readonly uploads: Uploads;
  readonly uploadPages: UploadPages;
  readonly counts: Counts;
  readonly initSections: InitSections;
  readonly kept: KeptFiles;
  readonly lanes: Lanes;
  readonly liveGaps: LiveGaps;
  readonly handover: Handover;
  readonly onAir: OnAir;
  readonly #db: Database;
  readonly #sql: Statements;
  readonly #watch: DamageWatch;

  constructor(db: Database) {
    this.#db = db;
    this.#watch = watchDamage(db.name);
    const sql = new Statements(db, this.#watch.guard);
    this.#sql = sql;
    this.broadcasts = new Broadcasts(sql);
    this.runs = new Runs(sql);
    this.media = new Media(sql);
    this.uploads = new Uploads(sql);
    this.uploadPages = new UploadPages(sql);
    this.counts = new Counts(sql);
    this.initSections = new InitSections(sql);
    this.kept = new KeptFiles(sql);
    this.lanes = new Lanes(sql);
    this.liveGaps = new LiveGaps(sql);
    this.handover = new Handover(sql);
    this.onAir = new OnAir(sql);
  }

  /** Resolves when the catalog is found damaged while it is in use: from then on nothing may be promised. */
  get damage(): Promise<SurecastError> {
    return this.#watch.damage;
  }

  get isDamaged(): boolean {
    return this.#watch.isDamaged();
  }

  /** Runs `work` in one transaction; safe against a crash of the program when it returns. */
  transaction<T>(work: () => T): T {
    return this.#watch.guard(() => this.#db.transaction(work).immediate());
  }

  /**
   * The same for commits that promise something (a file exists; a local file may go): safe against a power cut
   * when it returns, together with every commit before it.
   */
  durably<T>(work: () => T): T {
    this.#watch.guard(() => this.#db.pragma('synchronous = FULL'));
    try {
      return this.transaction(work);
    } finally {
      this.#watch.guard(() => this.#db.pragma('synchronous = NORMAL'));
    }
  }

  /** What it is made of, and how much of it there is. */
  shape(): CatalogShape {
    return catalogShape(this.#sql);
  }

  close(): void {
    this.#db.close();
  }
}

/** Opens a catalog for its one writer. Errors as `openDatabase`. */
export function openCatalog(path: string): Catalog {
  return new Catalog(openDatabase(path));
}

/** Opens a catalog for looking, also while an engine owns it. */
export function openCatalogReadOnly(path: string): Catalog {
  return new Catalog(openDatabaseReadOnly(path));
}
