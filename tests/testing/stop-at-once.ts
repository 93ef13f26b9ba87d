import assert from 'node:assert/strict';
import type { SurecastProcess } from './surecast-process.ts';

/** Stops a program that has something left to deliver, as a person does who asks twice: what is left stays in the queue. */
export async function stopAtOnce(program: SurecastProcess): Promise<void> {
  program.signal('SIGINT');
  await program.untilSays(/Stopping/);
  program.signal('SIGINT');
  const { status, stdout, stderr } = await program.ended;
  assert.equal(status, 3, stdout + stderr);
}
