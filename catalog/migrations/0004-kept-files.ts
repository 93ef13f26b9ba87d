/** Retention: which segments still lie on the local disk, oldest first, and whose removal has begun. */
export const keptFilesSchema = `
CREATE INDEX files_kept ON files (id, size_bytes) WHERE kind = 'segment' AND removed = 0;

-- Marked as removed, but the file may still be there: it is unlinked after the mark is safe, at the next start if need be.
CREATE TABLE removals (
  file_id INTEGER PRIMARY KEY REFERENCES files (id)
) STRICT;
`;
