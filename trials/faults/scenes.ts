import assert from 'node:assert/strict';
import type { CommandEnd, SurecastProcess } from '../../tests/testing/surecast-process.ts';
import type { Moment } from './cell.ts';
import type { CellStage } from './cell-stage.ts';
import { countDamage } from './count-damage.ts';
import { isRunning, saidCounts, untilTrue } from './program-facts.ts';

/** How a program ended, and the exit status that was true of it. */
export type ProgramEnd = { readonly end: CommandEnd; readonly expected: 0 | 3 };

/** Segments delivered before the fault, and captured under it. */
const healthySegments = 2;
const hurtSegments = 3;
/** A fault of a share of the requests is to strike as often before it is taken off. */
const leastStrikes = 2;

/** Plays one broadcast with its fault; ends with all that was captured delivered, if the program is as it should be. */
export const scenes: Readonly<Record<Moment, (stage: CellStage) => Promise<readonly ProgramEnd[]>>> = {
  capture: async (stage) => {
    const { lab, cell, watch } = stage;
    const program = await startHealthy(stage);
    const { captured } = saidCounts(program);
    await lab.apply(cell.faultCase.fault);
    await untilCaptured(program, captured + hurtSegments);
    await untilStruck(stage, program);
    await assertClaimsTrue(stage, program);
    const { segments } = await watch.until(() => true);
    await lab.heal();
    await Promise.race([
      watch.until((playlist) => playlist.segments.length > segments.length),
      failEarly(program),
    ]);
    program.signal('SIGINT');
    return [{ end: await program.ended, expected: 0 }];
  },
  end: async (stage) => {
    const program = await startHealthy(stage);
    await stage.lab.apply(stage.cell.faultCase.fault);
    program.signal('SIGINT');
    await program.untilSays(/Stopping/);
    return [await endUnderFault(stage, program)];
  },
  drain: async (stage) => {
    const { lab, cell } = stage;
    const program = await startHealthy(stage);
    const { captured } = saidCounts(program);
    // The backlog; a weak fault would leave none.
    await lab.apply({ kind: 'down' });
    await untilCaptured(program, captured + hurtSegments);
    await lab.apply(cell.faultCase.fault);
    program.signal('SIGINT');
    await program.untilSays(/Stopping/);
    program.signal('SIGINT');
    const stopped = await program.ended;
    const drain = stage.startDrain();
    return [{ end: stopped, expected: 3 }, await endUnderFault(stage, drain)];
  },
};

async function startHealthy(stage: CellStage): Promise<SurecastProcess> {
  const program = stage.startLive();
  const healthy = stage.watch.until(({ segments }) => segments.length >= healthySegments);
  await Promise.race([healthy, failEarly(program)]);
  return program;
}

async function failEarly(program: SurecastProcess): Promise<never> {
  const { status } = await program.ended;
  throw new Error(`the program ended by itself with ${status}`);
}

/**
 * Under a fault that lets something through, the rest is delivered in spite of it; from another the program can't have
 * ended, and ends once that is healed.
 */
async function endUnderFault(stage: CellStage, program: SurecastProcess): Promise<ProgramEnd> {
  const { lab, cell } = stage;
  if (cell.faultCase.isTotal) {
    await untilStruck(stage, program);
    await assertClaimsTrue(stage, program);
    assert.ok(await isRunning(program), 'the program does not end while something is undelivered');
    await lab.heal();
  }
  return { end: await program.ended, expected: 0 };
}

const untilCaptured = (program: SurecastProcess, segments: number) =>
  untilTrue(program, `${segments} segments were captured`, () => saidCounts(program).captured >= segments);

/** Until the fault has really struck, and the program has said what it must say of it. */
async function untilStruck({ lab, cell }: CellStage, program: SurecastProcess): Promise<void> {
  const { fault, isTotal, says } = cell.faultCase;
  const least = fault.kind === 'down' ? 0 : isTotal ? 1 : leastStrikes;
  await untilTrue(program, `${fault.kind} struck`, () => lab.struck(fault.kind) >= least);
  if (says !== undefined) await program.untilSays(says);
}

/** What the program has claimed is so by then: what it says is verified is there, and what it has published is itself. */
async function assertClaimsTrue({ view }: CellStage, program: SurecastProcess): Promise<void> {
  const { verified } = saidCounts(program);
  const segments = (await view.list()).filter((key) => /\/\d{8}-[^/]*$/.test(key));
  assert.ok(verified <= segments.length, `${verified} segments are said to be there, ${segments.length} are`);
  assert.deepEqual(await countDamage(view), [], 'what is published is there and undamaged');
}
