import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DestinationProgress, stayUntilMs, untilDelivered } from './until-delivered.ts';

const patience = { mostMs: 1_000, progressMs: 300, troubleMs: 50 };
const lacking: DestinationProgress = {
  isComplete: false,
  isOptional: true,
  answersWell: true,
  lastVerifiedMs: undefined,
};

describe('how long an optional origin is waited for', () => {
  const rows: readonly [string, readonly DestinationProgress[], number | undefined][] = [
    ['not at all when it is complete', [{ ...lacking, isComplete: true }], undefined],
    ['a while when nothing was verified there yet', [lacking], 5_300],
    ['from its last progress on', [{ ...lacking, lastVerifiedMs: 5_200 }], 5_500],
    ['from now on when its progress was before', [{ ...lacking, lastVerifiedMs: 2_000 }], 5_300],
    ['shortly when it does not answer well', [{ ...lacking, answersWell: false }], 5_050],
    ['never longer than in all', [{ ...lacking, lastVerifiedMs: 5_900 }], 6_000],
    ['as the most patient one asks', [{ ...lacking, answersWell: false }, lacking], 5_300],
  ];
  for (const [words, destinations, expected] of rows) {
    it(words, () => assert.equal(stayUntilMs(destinations, 5_000, patience), expected));
  }
});

describe('the wait for a delivery', () => {
  function worldOf(first: readonly DestinationProgress[]) {
    let destinations: readonly DestinationProgress[] | undefined = first;
    const looks = new Set<() => void>();
    const done = untilDelivered(
      {
        destinations: () => destinations,
        onProgress: (look) => {
          looks.add(look);
          return () => looks.delete(look);
        },
      },
      { mostMs: 60_000, progressMs: 60_000, troubleMs: 0 },
    );
    return {
      done,
      looks,
      change: (next: readonly DestinationProgress[] | undefined) => {
        destinations = next;
        for (const look of looks) look();
      },
    };
  }
  const complete: DestinationProgress = { ...lacking, isComplete: true };
  const required: DestinationProgress = { ...lacking, isOptional: false };

  it('ends when every origin is complete', async () => {
    const world = worldOf([required, lacking]);
    world.change([{ ...required, isComplete: true }, lacking]);
    world.change([{ ...required, isComplete: true }, complete]);
    await world.done;
    assert.equal(world.looks.size, 0);
  });

  it('ends with the required ones when the optional one is in trouble', async () => {
    const world = worldOf([required, { ...lacking, answersWell: false }]);
    assert.equal(world.looks.size, 1);
    world.change([
      { ...required, isComplete: true },
      { ...lacking, answersWell: false },
    ]);
    await world.done;
  });

  it('ends when there is nothing to look at any more', async () => {
    const world = worldOf([required]);
    world.change(undefined);
    await world.done;
  });
});
