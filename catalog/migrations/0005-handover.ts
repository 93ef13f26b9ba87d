/** A broadcast may be handed over to another machine, and come back: by which exports it went, and when it left. */
export const handover = `
ALTER TABLE broadcasts ADD COLUMN lineage TEXT NOT NULL DEFAULT '[]';
ALTER TABLE broadcasts ADD COLUMN handed_over_at_ms INTEGER;
`;
