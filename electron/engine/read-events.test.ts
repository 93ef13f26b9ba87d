import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { alarmOf } from '../testing/snapshots.ts';
import { readEvents } from './read-events.ts';

const meters = { type: 'meters', meters: { atMs: 1, channels: [{ peakDb: -3, rmsDb: -20 }] } };
const alarm = { type: 'alarm', alarm: alarmOf('silence', { message: 'Stille – 12 s.' }) };
const stream = `: hello\n\nid: 1\ndata: ${JSON.stringify(meters)}\n\ndata: {"type":"of a newer engine"}\n\ndata: nonsense\n\nevent: x\r\ndata: ${JSON.stringify(alarm)}\r\n\r\ndata: cut off`;

async function read(pieces: readonly Uint8Array[]): Promise<unknown[]> {
  const events: unknown[] = [];
  for await (const event of readEvents(ReadableStream.from(pieces) as ReadableStream<Uint8Array>))
    events.push(event);
  return events;
}

test('events are read however the stream is cut into pieces, and what is unknown is passed over', async () => {
  const bytes = Buffer.from(stream);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
      const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      const pieces = edges.slice(1).map((end, index) => bytes.subarray(edges[index], end));
      assert.deepEqual(await read(pieces), [meters, alarm]);
    }),
    { numRuns: 60 },
  );
});
