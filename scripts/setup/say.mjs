/** A set-up step that a person has to do; ends the program with its code, sentence and cure. */
export class SetupFailure extends Error {
  /**
   * @param {string} code a row of contract/error-codes.ts
   * @param {string} message one sentence
   * @param {string} cure what to type or do
   * @param {number} exitStatus of the program
   */
  constructor(code, message, cure, exitStatus = 1) {
    super(message);
    this.code = code;
    this.cure = cure;
    this.exitStatus = exitStatus;
  }
}

/**
 * Tells the person what set-up does. Always standard error: standard output belongs to the program.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`set-up: ${line}\n`);
}

/**
 * Prints a failed set-up and sets the exit status; throws on whatever is not one.
 * @param {unknown} thrown
 */
export function endOnFailure(thrown) {
  if (!(thrown instanceof SetupFailure)) throw thrown;
  process.stderr.write(`surecast: ${thrown.message} (${thrown.code})\n${thrown.cure}\n`);
  process.exitCode = thrown.exitStatus;
}
