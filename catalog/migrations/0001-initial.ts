/**
 * The first schema. Times are Unix milliseconds, media times 90 kHz ticks of the broadcast's own timeline,
 * paths relative to the data directory (with `/`), keys relative to the origin's prefix.
 */
export const initialSchema = `
CREATE TABLE broadcasts (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  phase TEXT NOT NULL CHECK (phase IN ('capturing', 'delivering', 'complete')),
  container TEXT NOT NULL CHECK (container IN ('ts', 'fmp4')),
  segment_ms INTEGER NOT NULL CHECK (segment_ms > 0),
  target_duration_seconds INTEGER NOT NULL CHECK (target_duration_seconds > 0),
  settings TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER
) STRICT;

CREATE TABLE variants (
  id INTEGER PRIMARY KEY,
  broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
  name TEXT NOT NULL,
  declared_kbps INTEGER NOT NULL,
  codecs TEXT,
  width INTEGER,
  height INTEGER,
  frames_per_second REAL,
  segments INTEGER NOT NULL DEFAULT 0,
  gaps INTEGER NOT NULL DEFAULT 0,
  ticks INTEGER NOT NULL DEFAULT 0,
  UNIQUE (broadcast_id, name)
) STRICT;

CREATE TABLE origins (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  capabilities TEXT
) STRICT;

CREATE TABLE destinations (
  broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
  origin_id INTEGER NOT NULL REFERENCES origins (id),
  complete INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1)),
  pending_files INTEGER NOT NULL DEFAULT 0,
  pending_bytes INTEGER NOT NULL DEFAULT 0,
  verified_files INTEGER NOT NULL DEFAULT 0,
  verified_bytes INTEGER NOT NULL DEFAULT 0,
  verified_segments INTEGER NOT NULL DEFAULT 0,
  lost_files INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (broadcast_id, origin_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
  number INTEGER NOT NULL,
  directory TEXT NOT NULL UNIQUE,
  ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)),
  started_at_ms INTEGER NOT NULL,
  -- What the broadcast captured then: it may be resumed from another source.
  settings TEXT NOT NULL,
  UNIQUE (broadcast_id, number)
) STRICT;

-- Where the cutting of a capture log goes on: committed with each segment, so the log before it may be recycled.
CREATE TABLE log_cursors (
  run_id INTEGER NOT NULL REFERENCES runs (id),
  variant_id INTEGER NOT NULL REFERENCES variants (id),
  file_index INTEGER NOT NULL,
  file_offset INTEGER NOT NULL,
  previous_end_pts INTEGER,
  grid_origin_pts INTEGER,
  clock_unix_ms REAL,
  clock_pts INTEGER,
  init_file_id INTEGER REFERENCES files (id),
  PRIMARY KEY (run_id, variant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE files (
  id INTEGER PRIMARY KEY,
  broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
  kind TEXT NOT NULL CHECK (kind IN ('segment', 'init', 'media-playlist', 'multivariant-playlist', 'receipt')),
  variant_id INTEGER REFERENCES variants (id),
  path TEXT NOT NULL UNIQUE,
  key TEXT NOT NULL,
  version INTEGER,
  first_sequence INTEGER,
  size_bytes INTEGER NOT NULL CHECK (size_bytes > 0),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  created_at_ms INTEGER NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1))
) STRICT;
CREATE INDEX files_of_broadcast ON files (broadcast_id, kind);
CREATE INDEX files_by_key ON files (key, sha256);

-- The media timeline of a variant, gaps included: a row without a file is a real loss.
CREATE TABLE segments (
  variant_id INTEGER NOT NULL REFERENCES variants (id),
  sequence INTEGER NOT NULL CHECK (sequence >= 0),
  run_id INTEGER NOT NULL REFERENCES runs (id),
  file_id INTEGER UNIQUE REFERENCES files (id),
  init_file_id INTEGER REFERENCES files (id),
  start_pts INTEGER NOT NULL,
  end_pts INTEGER NOT NULL CHECK (end_pts > start_pts),
  program_date_time_ms INTEGER NOT NULL,
  discontinuity INTEGER NOT NULL CHECK (discontinuity IN (0, 1)),
  video_frames INTEGER NOT NULL,
  gap_reason TEXT,
  CHECK ((file_id IS NULL) = (gap_reason IS NOT NULL)),
  PRIMARY KEY (variant_id, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE uploads (
  id INTEGER PRIMARY KEY,
  file_id INTEGER NOT NULL REFERENCES files (id),
  origin_id INTEGER NOT NULL REFERENCES origins (id),
  state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'stored', 'verified', 'blocked', 'superseded', 'lost')),
  priority INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before_ms INTEGER NOT NULL DEFAULT 0,
  replaces TEXT,
  proof TEXT,
  verified_at_ms INTEGER,
  error_code TEXT,
  error_message TEXT,
  UNIQUE (file_id, origin_id),
  CHECK ((state = 'verified') = (proof IS NOT NULL AND verified_at_ms IS NOT NULL))
) STRICT;
-- The queue proper: the next upload of an origin is the first entry of this index that is due.
CREATE INDEX uploads_next ON uploads (origin_id, priority, id) WHERE state = 'queued';
CREATE INDEX uploads_open ON uploads (origin_id, state) WHERE state IN ('sending', 'stored', 'blocked');

-- The counts that people look at each second, kept by the database itself: they cost the same for a million uploads.
CREATE TRIGGER upload_queued AFTER INSERT ON uploads BEGIN
  UPDATE destinations SET pending_files = pending_files + 1, pending_bytes = pending_bytes + f.size_bytes
    FROM files f WHERE f.id = NEW.file_id AND destinations.broadcast_id = f.broadcast_id
      AND destinations.origin_id = NEW.origin_id;
END;
CREATE TRIGGER upload_ended AFTER UPDATE OF state ON uploads
WHEN NEW.state IN ('verified', 'superseded', 'lost') AND OLD.state NOT IN ('verified', 'superseded', 'lost') BEGIN
  UPDATE destinations SET pending_files = pending_files - 1, pending_bytes = pending_bytes - f.size_bytes,
      verified_files = verified_files + (NEW.state = 'verified'),
      verified_bytes = verified_bytes + f.size_bytes * (NEW.state = 'verified'),
      verified_segments = verified_segments + (NEW.state = 'verified' AND f.kind = 'segment'),
      lost_files = lost_files + (NEW.state = 'lost')
    FROM files f WHERE f.id = NEW.file_id AND destinations.broadcast_id = f.broadcast_id
      AND destinations.origin_id = NEW.origin_id;
END;
CREATE TRIGGER segment_entered AFTER INSERT ON segments BEGIN
  UPDATE variants SET segments = segments + (NEW.file_id IS NOT NULL), gaps = gaps + (NEW.file_id IS NULL),
      ticks = ticks + NEW.end_pts - NEW.start_pts WHERE id = NEW.variant_id;
END;
CREATE TRIGGER segment_lost AFTER UPDATE OF file_id ON segments WHEN OLD.file_id IS NOT NULL AND NEW.file_id IS NULL BEGIN
  UPDATE variants SET segments = segments - 1, gaps = gaps + 1 WHERE id = NEW.variant_id;
END;
`;
