import assert from 'node:assert/strict';
import { startSurecast } from '../../tests/testing/surecast-process.ts';

/** The program under test, which may be killed and started again, and must never end otherwise before it is asked to. */
export type PatientProgram = {
  /** Process number of its present life. */
  readonly pid: number;
  kill(): Promise<void>;
  startAgain(): void;
  /** Rejects as soon as it has ended by itself. Never resolves. */
  readonly endedByItself: Promise<never>;
  /** Asks it to end. @throws AssertionError if not everything was delivered */
  end(): Promise<void>;
};

export function startPatiently(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): PatientProgram {
  const { promise: endedByItself, reject } = Promise.withResolvers<never>();
  endedByItself.catch(() => undefined);
  const expected = new Set<number>();
  const start = () => {
    const process = startSurecast(args, { env });
    void process.ended.then(({ status, stdout, stderr }) => {
      const words = (stdout + stderr).slice(-4_000);
      if (!expected.has(process.pid)) reject(new Error(`the program ended with ${status}: ${words}`));
    });
    return process;
  };
  let life = start();
  return {
    get pid() {
      return life.pid;
    },
    endedByItself,
    kill: async () => {
      expected.add(life.pid);
      life.signal('SIGKILL');
      await life.ended;
    },
    startAgain: () => {
      life = start();
    },
    end: async () => {
      expected.add(life.pid);
      life.signal('SIGINT');
      const { status, stdout, stderr } = await life.ended;
      assert.equal(status, 0, (stdout + stderr).slice(-4_000));
    },
  };
}
