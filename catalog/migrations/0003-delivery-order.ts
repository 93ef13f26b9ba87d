/**
 * The order in which an origin gets a broadcast, and what its live playlists have named as a gap although it is
 * delivered later: a playlist that players reload must not take that back (RFC 8216, 6.2.1), also after a restart.
 */
export const deliveryOrderSchema = `
ALTER TABLE destinations ADD COLUMN delivery_order TEXT NOT NULL DEFAULT 'complete'
  CHECK (delivery_order IN ('complete', 'live-edge'));

CREATE TABLE live_gaps (
  variant_id INTEGER NOT NULL REFERENCES variants (id),
  origin_id INTEGER NOT NULL REFERENCES origins (id),
  first_sequence INTEGER NOT NULL CHECK (first_sequence >= 0),
  last_sequence INTEGER NOT NULL CHECK (last_sequence >= first_sequence),
  PRIMARY KEY (variant_id, origin_id, first_sequence)
) STRICT, WITHOUT ROWID;
`;
