import type { Database } from 'better-sqlite3';
import { SurecastError } from '../contract/surecast-error.ts';
import { initialSchema } from './migrations/0001-initial.ts';
import { optionalDestinations } from './migrations/0002-optional-destinations.ts';
import { deliveryOrderSchema } from './migrations/0003-delivery-order.ts';
import { keptFilesSchema } from './migrations/0004-kept-files.ts';
import { handover } from './migrations/0005-handover.ts';
import { lostUploadsSchema } from './migrations/0006-lost-uploads.ts';
import { initSectionsSchema } from './migrations/0007-init-sections.ts';
import { uploadPagesSchema } from './migrations/0008-upload-pages.ts';
import { broadcastDurationSchema } from './migrations/0009-broadcast-duration.ts';
import { stopAskedSchema } from './migrations/0010-stop-asked.ts';

/** Every migration in order; the database's `user_version` is the number of those applied. */
const migrations: readonly string[] = [
  initialSchema,
  optionalDestinations,
  deliveryOrderSchema,
  keptFilesSchema,
  handover,
  lostUploadsSchema,
  initSectionsSchema,
  uploadPagesSchema,
  broadcastDurationSchema,
  stopAskedSchema,
];

/** The schema version this program writes. */
export const schemaVersion = migrations.length;

/**
 * Gives the database's schema version, and refuses one that a newer program wrote.
 * @throws SurecastError `CATALOG_TOO_NEW`
 */
export function knownVersion(db: Database): number {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version <= schemaVersion) return version;
  throw new SurecastError(
    'CATALOG_TOO_NEW',
    `The catalog ${db.name} has schema ${version}; this program knows up to ${schemaVersion}.`,
  );
}

/**
 * Brings a database to this program's schema, all steps in one transaction.
 * @throws SurecastError `CATALOG_TOO_NEW` when a newer program wrote it; nothing is changed then.
 */
export function migrate(db: Database): void {
  const version = knownVersion(db);
  if (version === schemaVersion) return;
  db.transaction(() => {
    for (const step of migrations.slice(version)) db.exec(step);
    db.pragma(`user_version = ${schemaVersion}`);
  }).immediate();
}
