/** What can't be delivered any more is counted for people as long as the broadcast is shown: it is found by an index of its own. */
export const lostUploadsSchema = `
CREATE INDEX uploads_lost ON uploads (origin_id) WHERE state = 'lost';
`;
