import type { Fetch } from '../page/forward-request.ts';
import type { EngineLife } from './engine-life.ts';
import type { EngineRecord } from './engine-record.ts';

const askEveryMs = 1000;
const patienceMs = 5000;
/** A machine that has just woken up may be slow: one missing answer is no death. */
const silentTimes = 3;

/**
 * The engine that an earlier shell left running, if it answers under its token; undefined otherwise. Process numbers are used again:
 * only one whose API takes the token is the right one.
 */
export async function adoptEngine(record: EngineRecord, fetch: Fetch): Promise<EngineLife | undefined> {
  const { pid, url, token } = record;
  const answers = (): Promise<boolean> => answersUnder(url, token, fetch);
  if (!(await answers())) return undefined;
  return {
    pid,
    address: { url, token },
    ended: untilSilent(answers),
    end: (now) => {
      signal(pid);
      if (now) setTimeout(() => signal(pid), 500);
    },
  };
}

async function answersUnder(url: string, token: string, fetch: Fetch): Promise<boolean> {
  try {
    const answer = await fetch(new URL('api/console', url).href, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(patienceMs),
    });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

async function untilSilent(answers: () => Promise<boolean>): Promise<string> {
  for (let silent = 0; silent < silentTimes; ) {
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
    silent = (await answers()) ? 0 : silent + 1;
  }
  return 'The engine does not answer any more.';
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}
