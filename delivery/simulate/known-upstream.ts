import { answerTtlMs, type DirectoryMembers } from './directory-members.ts';
import type { EventClock } from './event-clock.ts';
import type { SimulatedServer } from './simulated-server.ts';

/** Whom each server pulls a stream from, or issues it to, as it was last told. */
export type KnownUpstream = {
  /** Calls back with the servers, at once if they are known; undefined: nobody answers, or knows the stream. */
  servers(
    asker: SimulatedServer,
    stream: number,
    then: (servers: readonly SimulatedServer[] | undefined) => void,
  ): void;
  /** What is known, without waiting; nothing yet: none. */
  known(asker: SimulatedServer, stream: number): readonly SimulatedServer[];
  /** A server has lost what it knew. */
  forget(asker: SimulatedServer): void;
};

type Answer = {
  servers: readonly SimulatedServer[] | undefined;
  epoch: number;
  askedAtMs: number;
  isAsking: boolean;
  waiting: ((servers: readonly SimulatedServer[] | undefined) => void)[];
};

export function createKnownUpstream(clock: EventClock, directory: DirectoryMembers): KnownUpstream {
  const answers = new Map<SimulatedServer, Map<number, Answer>>();

  function answerOf(asker: SimulatedServer, stream: number): Answer {
    const ofAsker = answers.get(asker) ?? new Map<number, Answer>();
    answers.set(asker, ofAsker);
    const answer = ofAsker.get(stream) ?? {
      servers: undefined,
      epoch: 0,
      askedAtMs: Number.NEGATIVE_INFINITY,
      isAsking: false,
      waiting: [],
    };
    ofAsker.set(stream, answer);
    return answer;
  }

  function ask(answer: Answer, stream: number): void {
    answer.isAsking = true;
    directory.ask(stream, (told) => {
      answer.isAsking = false;
      // Nobody answered: what was known holds.
      answer.askedAtMs = clock.nowMs();
      if (told !== undefined) {
        answer.servers = told.servers;
        answer.epoch = told.epoch;
      }
      const waiting = answer.waiting;
      answer.waiting = [];
      for (const then of waiting) then(answer.servers);
    });
  }

  function refresh(answer: Answer, stream: number): void {
    if (answer.isAsking) return;
    const isOld = clock.nowMs() - answer.askedAtMs > answerTtlMs;
    if (isOld || (answer.epoch < directory.heardEpoch() && directory.isReachable())) ask(answer, stream);
  }

  return {
    servers(asker, stream, then) {
      const answer = answerOf(asker, stream);
      if (answer.servers === undefined) answer.waiting.push(then);
      refresh(answer, stream);
      if (answer.servers !== undefined) then(answer.servers);
      else if (!answer.isAsking) {
        // It was asked a moment ago, in vain.
        answer.waiting.pop();
        then(undefined);
      }
    },
    known(asker, stream) {
      const answer = answerOf(asker, stream);
      refresh(answer, stream);
      return answer.servers ?? [];
    },
    forget: (asker) => answers.delete(asker),
  };
}
