import type { OnAir, Session } from '../engine/session/session.ts';
import type { Reporter } from './reporter.ts';

/** Gives what says each broadcast that has gone on air since it was called last, from the command line or from the page. */
export function createBegunSayer(session: Pick<Session, 'begun'>, reporter: Reporter): () => void {
  let said = 0;
  return () => {
    for (const onAir of session.begun.slice(said)) sayOnAir(reporter, onAir);
    said = session.begun.length;
  };
}

function sayOnAir(reporter: Reporter, { name, order }: OnAir): void {
  reporter.say(`Broadcast ${name}: ${order.plan.description}`);
  for (const url of order.originUrls) reporter.say(`Origin ${url}`);
  for (const url of order.optionalOriginUrls) reporter.say(`Optional origin ${url}`);
}
