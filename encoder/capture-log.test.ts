import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { CaptureLogReader, logFileName } from './capture-log.ts';

function directoryOf(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'surecast-test-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const start = { fileIndex: 0, fileOffset: 0 };
const pathOf = (directory: string, index: number) => join(directory, logFileName(index, 'ts'));

async function readAll(reader: CaptureLogReader): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (;;) {
    const chunk = await reader.read();
    if (chunk === undefined) return Buffer.concat(chunks);
    chunks.push(chunk);
  }
}

test('a log that has not begun is empty, and read once it has', async (t) => {
  const directory = directoryOf(t);
  const reader = new CaptureLogReader(directory, 'ts', start);
  t.after(() => reader.close());
  assert.equal(await reader.read(), undefined);
  await reader.sync();
  writeFileSync(pathOf(directory, 0), 'abc');
  assert.equal((await readAll(reader)).toString(), 'abc');
  await reader.sync();
});

test('no more than 1 MiB is given at a time, in buffers of their own', async (t) => {
  const directory = directoryOf(t);
  writeFileSync(pathOf(directory, 0), Buffer.alloc(2_500_000, 1));
  const reader = new CaptureLogReader(directory, 'ts', start);
  t.after(() => reader.close());
  const first = await reader.read();
  const second = await reader.read();
  assert.deepEqual([first?.length, second?.length], [1_048_576, 1_048_576]);
  assert.notEqual(first?.buffer, second?.buffer);
});

test('the moment at which bytes came is that of the file, however late they are read', async (t) => {
  const directory = directoryOf(t);
  writeFileSync(pathOf(directory, 0), 'abc');
  utimesSync(pathOf(directory, 0), 1_000, 1_000);
  const reader = new CaptureLogReader(directory, 'ts', start);
  t.after(() => reader.close());
  assert.equal(reader.writtenMs, undefined);
  await reader.read();
  assert.equal(reader.writtenMs, 1_000_000);
});

type Step =
  | { readonly type: 'write'; readonly bytes: Uint8Array }
  | { readonly type: 'rotate' | 'read' | 'recycle' };
const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .uint8Array({ minLength: 1, maxLength: 50 })
      .map((bytes) => ({ type: 'write' as const, bytes })),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constantFrom('rotate' as const, 'read' as const, 'recycle' as const) }),
  },
);

/** A writer that appends and rotates, a reader that follows, and what both should have seen. */
class LogScene {
  readonly directory = mkdtempSync(join(tmpdir(), 'surecast-test-'));
  readonly reader = new CaptureLogReader(this.directory, 'ts', start);
  readonly #files: number[][] = [[]];
  #read: Buffer = Buffer.alloc(0);

  constructor() {
    writeFileSync(pathOf(this.directory, 0), '');
  }

  get written(): Buffer {
    return Buffer.from(this.#files.flat());
  }

  get read(): Buffer {
    return this.#read;
  }

  async play(step: Step): Promise<void> {
    const index = this.#files.length - 1;
    if (step.type === 'write') {
      appendFileSync(pathOf(this.directory, index), step.bytes);
      this.#files[index]?.push(...step.bytes);
    } else if (step.type === 'rotate') {
      this.#files.push([]);
      writeFileSync(pathOf(this.directory, index + 1), '');
    } else if (step.type === 'read') await this.readOn();
    else await this.reader.recycleBefore(this.reader.positionOf(this.#read.length).fileIndex);
  }

  async readOn(): Promise<void> {
    this.#read = Buffer.concat([this.#read, await readAll(this.reader)]);
  }

  /** What is in the log from a position on, as another reader sees it. */
  async from(streamOffset: number): Promise<Buffer> {
    const other = new CaptureLogReader(this.directory, 'ts', this.reader.positionOf(streamOffset));
    const rest = await readAll(other);
    await other.close();
    return rest;
  }

  async close(): Promise<void> {
    await this.reader.close();
    rmSync(this.directory, { recursive: true });
  }
}

test('however a log is written and rotated, it is read as one stream, and each place in it is found again', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(stepArbitrary, { maxLength: 40 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (steps, place) => {
        const scene = new LogScene();
        try {
          for (const step of steps) {
            await scene.play(step);
            await scene.reader.sync();
          }
          await scene.readOn();
          assert.deepEqual(scene.read, scene.written);
          const kept = Math.min(
            ...readdirSync(scene.directory).map((name) => Number.parseInt(name.slice(4), 10)),
          );
          const offset = Math.floor(place * scene.written.length);
          const isKnown = (at: number) => {
            try {
              return scene.reader.positionOf(at).fileIndex >= kept;
            } catch (error) {
              if (error instanceof RangeError) return false;
              throw error;
            }
          };
          if (isKnown(offset)) assert.deepEqual(await scene.from(offset), scene.written.subarray(offset));
          assert.deepEqual(await scene.from(scene.written.length), Buffer.alloc(0));
        } finally {
          await scene.close();
        }
      },
    ),
    { numRuns: 60 },
  );
});

const writerScript = `
const { openSync, writeSync, closeSync } = require('node:fs');
const [directory] = process.argv.slice(1);
let next = 0;
for (let file = 0; file < 12; file += 1) {
  const fd = openSync(directory + '/log-' + String(file).padStart(6, '0') + '.ts', 'a');
  for (let write = 0; write < 60; write += 1) {
    const bytes = Buffer.alloc(1 + (next * 7919) % 5000);
    for (let i = 0; i < bytes.length; i += 1) bytes[i] = (next++ * 31) & 255;
    writeSync(fd, bytes);
  }
  closeSync(fd);
}
`;

test('another process may write and rotate at full speed while the log is read, synced and recycled', async (t) => {
  const directory = directoryOf(t);
  const writer = spawn(process.execPath, ['-e', writerScript, directory], { stdio: 'inherit' });
  let ended = false;
  const exited = once(writer, 'exit').then(() => {
    ended = true;
  });
  const reader = new CaptureLogReader(directory, 'ts', start);
  t.after(() => reader.close());
  let count = 0;
  for (;;) {
    const wasEnded = ended;
    const [chunk] = await Promise.all([reader.read(), reader.sync()]);
    if (chunk === undefined && wasEnded) break;
    for (const byte of chunk ?? []) if (byte !== ((count++ * 31) & 255)) assert.fail(`byte ${count - 1}`);
    if (chunk !== undefined) await reader.recycleBefore(reader.positionOf(count).fileIndex);
  }
  await exited;
  assert.ok(count > 1_000_000);
  const [last, ...others] = readdirSync(directory);
  assert.equal(last, logFileName(11, 'ts'));
  assert.deepEqual(others, []);
  assert.ok(readFileSync(pathOf(directory, 11)).length > 0);
});
