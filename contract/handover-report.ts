import { z } from 'zod';

/** What `surecast export` wrote. */
export const exportReport = z.strictObject({
  exported: z.array(
    z.strictObject({
      broadcast: z.string(),
      /** Folder of this export. */
      folder: z.string(),
      /** Files that an origin still lacks, which lie there. */
      files: z.number().int(),
      bytes: z.number().int(),
      /** Files that were not what was recorded any more: gaps. */
      lostFiles: z.number().int(),
      /** `file:` origins that still lack something: folders of this machine. */
      folderOrigins: z.array(z.string()),
    }),
  ),
});

/** What `surecast import` took in. */
export const importReport = z.strictObject({
  imported: z.array(
    z.strictObject({
      broadcast: z.string(),
      /** `taken-back`: it had been exported from here, and is delivered from here again; `known`: it was imported before. */
      outcome: z.enum(['imported', 'returned', 'taken-back', 'known']),
      files: z.number().int(),
      bytes: z.number().int(),
      /** Files left out because they were damaged: gaps. */
      lostFiles: z.number().int(),
    }),
  ),
});

export type ExportReport = z.infer<typeof exportReport>;
export type ImportReport = z.infer<typeof importReport>;
export type ExportedBroadcast = ExportReport['exported'][number];
export type ImportedBroadcast = ImportReport['imported'][number];

/** Told while files are copied and read back. */
export type CopyProgress = (broadcast: string, done: number, total: number) => void;
