/** A finished system call as strace tells it. */
export type SystemCall = {
  readonly name: string;
  /** The arguments between the parentheses. */
  readonly args: string;
  /** Undefined for one that failed or never came back. */
  readonly result: number | undefined;
  /** Unix milliseconds at which it was begun. */
  readonly unixMs: number;
  /** Numbers of the lines at which it was begun and done; others may lie between. */
  readonly begunLine: number;
  readonly doneLine: number;
};

type Begun = Pick<SystemCall, 'name' | 'args' | 'unixMs' | 'begunLine'>;

const line = /^(\d+)\s+(\d+\.\d+) (.*)$/s;
const whole = /^(\w+)\((.*)\) += (-?\d+|\?)/s;
const unfinished = /^(\w+)\((.*) <unfinished \.\.\.>$/s;
const resumed = /^<\.\.\. (\w+) resumed>(.*)\) += (-?\d+|\?)/s;

/**
 * Reads the lines of `strace -f -ttt`, one by one, as calls in the order in which they were done. A call during which
 * another thread was seen comes in two lines, which are joined.
 */
export class SystemCalls {
  readonly #begun = new Map<string, Begun>();
  #lines = 0;

  /** The call that this line finishes, if it does. */
  read(text: string): SystemCall | undefined {
    this.#lines += 1;
    const [, thread, seconds, rest] = line.exec(text) ?? [];
    if (thread === undefined || rest === undefined) return undefined;
    const unixMs = Number(seconds) * 1000;
    const [, name, args, result] = whole.exec(rest) ?? [];
    if (name !== undefined && args !== undefined)
      return this.#done({ name, args, unixMs, begunLine: this.#lines }, result);
    const [, begunName, begunArgs] = unfinished.exec(rest) ?? [];
    if (begunName !== undefined && begunArgs !== undefined)
      this.#begun.set(thread, { name: begunName, args: begunArgs, unixMs, begunLine: this.#lines });
    const [, , moreArgs, lateResult] = resumed.exec(rest) ?? [];
    const begun = this.#begun.get(thread);
    if (moreArgs === undefined || begun === undefined) return undefined;
    this.#begun.delete(thread);
    return this.#done({ ...begun, args: begun.args + moreArgs }, lateResult);
  }

  #done(call: Begun, result: string | undefined): SystemCall {
    const value = Number(result);
    return { ...call, result: value >= 0 ? value : undefined, doneLine: this.#lines };
  }
}
