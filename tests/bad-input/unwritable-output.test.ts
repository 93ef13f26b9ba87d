import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture } from '../testing/workplace.ts';

/** Takes no byte, as a log file on a disk that is full. */
const full = '/dev/full';

/** Runs a command as a shell does whose output goes there. */
const into = (redirection: string) => ({ within: ['/bin/sh', '-c', `exec "$@" ${redirection}`, 'sh'] });

describe('output that can’t be written', {
  concurrency: true,
  skip: existsSync(full) ? false : `${full} is not here`,
}, () => {
  for (const redirection of [`>${full}`, `2>${full}`, `>${full} 2>&1`])
    it(`ends no broadcast: ${redirection}`, async (t) => {
      const place = await createWorkplace(t);
      const { url, view } = place.folder('origin');
      const { status, stderr } = await runSurecast(
        liveArgs(place, [url], '--duration', '3'),
        into(redirection),
      );
      assert.equal(status, 0, stderr);
      await judgeBroadcast(view, 'show', { ...smallPicture, frames: 75 });
    });

  it('is said, with a status, where it was the answer', async (t) => {
    const place = await createWorkplace(t);
    const asked = [
      ['status', '--data', place.data],
      ['status', '--data', place.data, '--json'],
      ['drain', '--data', place.data, '--json'],
      ['--help'],
    ];
    const { url } = place.folder('origin');
    await runSurecast(liveArgs(place, [url], '--duration', '1'));
    for (const words of asked) {
      const { status, stderr } = await runSurecast(words, into(`>${full}`));
      assert.equal(status, 1, words.join(' '));
      assert.match(stderr, /ENOSPC.*\(OUTPUT_UNWRITABLE\)/);
      assert.doesNotMatch(stderr, /^ +at /m);
    }
  });
});
