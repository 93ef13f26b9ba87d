/**
 * The queue is shown in pages, from any place in it: the ids of a page are found in an index alone, however many uploads lie
 * before it. The broadcast stands in the upload itself, since an index can't look it up in its file.
 */
export const uploadPagesSchema = `
ALTER TABLE uploads ADD COLUMN broadcast_id INTEGER REFERENCES broadcasts (id);
UPDATE uploads SET broadcast_id = (SELECT broadcast_id FROM files WHERE files.id = file_id);
CREATE TRIGGER upload_entered AFTER INSERT ON uploads WHEN NEW.broadcast_id IS NULL BEGIN
  UPDATE uploads SET broadcast_id = (SELECT broadcast_id FROM files WHERE files.id = NEW.file_id) WHERE id = NEW.id;
END;
CREATE INDEX uploads_pending ON uploads (id) WHERE state IN ('queued', 'sending', 'stored', 'blocked');
CREATE INDEX uploads_pending_of ON uploads (broadcast_id, id) WHERE state IN ('queued', 'sending', 'stored', 'blocked');
CREATE INDEX uploads_of ON uploads (broadcast_id, id);
`;
