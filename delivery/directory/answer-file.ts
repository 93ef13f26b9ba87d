import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type AssignedAnswer, enumerationAnswer } from '../../contract/network/directory-calls.ts';
import { toSurecastError } from '../../contract/surecast-error.ts';
import { writeDurably } from '../../disk/durable-file.ts';

/** The answers that a node knows, kept on its disk: started again while the directory is dead, it still knows them. */
export type AnswerFile = {
  /** Writes what `answers` gives by then; several calls in a row become one. Never throws. */
  readonly save: (answers: () => readonly AssignedAnswer[]) => void;
};

const contents = z.object({ version: z.literal(1), answers: z.array(enumerationAnswer) });

/** @returns what the file holds; nothing when there is none, or when it is not ours */
export async function readAnswers(
  path: string | undefined,
  log: (line: string) => void,
): Promise<AssignedAnswer[]> {
  if (path === undefined) return [];
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  try {
    return contents.parse(JSON.parse(text)).answers.filter((answer) => answer.kind === 'assigned');
  } catch {
    log(`${path} is not what was kept there: the directory is asked anew.`);
    return [];
  }
}

/** @param path undefined: nothing is kept */
export function openAnswerFile(path: string | undefined, log: (line: string) => void): AnswerFile {
  let isSaving = false;
  let isDue = false;
  async function write(file: string, answers: () => readonly AssignedAnswer[]): Promise<void> {
    isSaving = true;
    while (isDue) {
      isDue = false;
      const text = JSON.stringify({ version: 1, answers: answers() });
      await writeDurably(file, Buffer.from(text)).catch((error: unknown) =>
        log(`${file} can’t be written: ${toSurecastError(error).message}`),
      );
    }
    isSaving = false;
  }
  return {
    save: (answers) => {
      if (path === undefined) return;
      isDue = true;
      if (!isSaving) void write(path, answers);
    },
  };
}
