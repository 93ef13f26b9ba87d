/**
 * What is known of every viewer: a row of whole numbers each, all rows in one piece of memory. A large audience does not
 * fit the processor's caches, so a run waits for memory most of its time: a row is as long as a line of a cache, and what
 * a player needs for each segment stands together.
 */
export type ViewerTable = Int32Array;

/** What stands where in a row. Times are milliseconds. */
export const its = {
  does: 0,
  /** Number of the stream at its edge that it watches (`EdgeStream`). */
  at: 1,
  nextSegment: 2,
  knownNewest: 3,
  polledAtMs: 4,
  startedAtMs: 5,
  bufferedUntilMs: 6,
  stalledMs: 7,
  leavesAtMs: 8,
  /** Since when its edge does not answer. */
  lostAtMs: 9,
  joinedAtMs: 10,
  stream: 11,
  /** Index of the edge that it goes to, and of the one that sent it on. */
  target: 12,
  movedFrom: 13,
  /** Which of the viewers of its seat it is: who leaves makes room for another. */
  visit: 14,
} as const;
type Field = (typeof its)[keyof typeof its];

const rowLength = 16;

/** Of a time or number; both are whole and below 2³¹. */
export const notYet = -1;
export const never = 2_147_483_647;

/** Nobody is there yet. */
export function createViewerTable(viewers: number): ViewerTable {
  const table = new Int32Array(viewers * rowLength).fill(notYet);
  for (let viewer = 0; viewer < viewers; viewer++) write(table, viewer, its.leavesAtMs, never);
  return table;
}

/** @param viewer its seat, which is also its number in the clock and on the links of the edges */
export const read = (table: ViewerTable, viewer: number, field: Field): number =>
  table[viewer * rowLength + field] ?? notYet;

export function write(table: ViewerTable, viewer: number, field: Field, value: number): void {
  table[viewer * rowLength + field] = value;
}
