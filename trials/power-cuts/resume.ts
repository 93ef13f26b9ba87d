import assert from 'node:assert/strict';
import { watchPlaylists } from '../../tests/judge/watch-playlists.ts';
import { killAllOf } from '../../tests/testing/capture-processes.ts';
import { liveArgs } from '../../tests/testing/live-args.ts';
import { TrialScope } from '../../tests/testing/scope.ts';
import { runSurecast, startSurecast } from '../../tests/testing/surecast-process.ts';
import type { Workplace } from '../../tests/testing/workplace.ts';

/** How the program is started after a cut. */
export type Command = 'live' | 'drain';

const patienceMs = 120_000;

/**
 * Starts the program on what a power cut left, as the person would, and lets it end what there is to end. All the while the
 * playlists are watched.
 * @returns how it went on
 */
export async function resume(
  place: Workplace,
  container: 'ts' | 'fmp4',
  command: Command,
): Promise<'captured more' | 'delivered the rest'> {
  const scope = new TrialScope();
  const watch = watchPlaylists(scope, place.folder('origin').view, 'show', '180p');
  const timeout = setTimeout(() => killAllOf(place.data), patienceMs);
  try {
    const isCaptured = command === 'live' && (await captureMore(place, container, watch));
    if (!isCaptured) await drain(place);
    await watch.stop();
    return isCaptured ? 'captured more' : 'delivered the rest';
  } finally {
    clearTimeout(timeout);
    killAllOf(place.data);
    await scope.end();
  }
}

/** False when the broadcast has ended: then it is to be drained. */
async function captureMore(
  place: Workplace,
  container: 'ts' | 'fmp4',
  watch: ReturnType<typeof watchPlaylists>,
): Promise<boolean> {
  const startedMs = Date.now();
  const { url } = place.folder('origin');
  // Longer than it was meant to be: it is stopped here, and must not end by itself at the same moment.
  const more = ['--container', container, '--duration', '3600'];
  const program = startSurecast(liveArgs(place, [url], ...more));
  const isNew = watch.until(({ segments }) =>
    segments.some(({ gap, dateMs = 0 }) => !gap && dateMs > startedMs),
  );
  const first = await Promise.race([isNew.then(() => undefined), program.ended]);
  if (first === undefined) program.signal('SIGINT');
  const { status, stdout, stderr } = await program.ended;
  if (first !== undefined && stderr.includes('(BROADCAST_ENDED)')) return false;
  assert.equal(status, 0, `live ended with ${status}: ${stdout}${stderr}`);
  return true;
}

async function drain(place: Workplace): Promise<void> {
  const { status, stdout, stderr } = await runSurecast(['drain', '--data', place.data, '--json']);
  // Cut off before there was anything.
  if (/\((DATA_DIR_MISSING|BROADCAST_UNKNOWN)\)/.test(stderr)) return;
  assert.equal(status, 0, `drain ended with ${status}: ${stdout}${stderr}`);
}
