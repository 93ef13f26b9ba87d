/** How much media a broadcast shall have: what was on air when the program went down ends when it was meant to. NULL: until it is stopped. */
export const broadcastDurationSchema = `
ALTER TABLE broadcasts ADD COLUMN duration_seconds REAL CHECK (duration_seconds > 0);
`;
