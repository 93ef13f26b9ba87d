/** An origin may be optional for a broadcast: what it still lacks does not keep the broadcast open. */
export const optionalDestinations = `
ALTER TABLE destinations ADD COLUMN optional INTEGER NOT NULL DEFAULT 0 CHECK (optional IN (0, 1));
`;
