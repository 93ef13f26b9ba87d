/**
 * The bytes of initialization sections, about a kilobyte each: without them every segment of their run would be worth
 * nothing, so a file that is gone is written again from here.
 */
export const initSectionsSchema = `
CREATE TABLE init_sections (
  file_id INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
  bytes BLOB NOT NULL
) STRICT;
`;
