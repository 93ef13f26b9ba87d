import { z } from 'zod';
import { parseJson } from '../../contract/parse-json.ts';

/** Where a running engine's API is, and the token that it takes. */
export type EngineAddress = {
  /** `http://127.0.0.1:PORT/`: loopback alone. */
  readonly url: string;
  readonly token: string;
};

const loopbackHosts = ['127.0.0.1', 'localhost', '[::1]'];

/** The line of JSON that `surecast console --ready-json` prints when it listens; whatever else it says is of no use here. */
const readyLine = z.object({
  url: z.url().refine((url) => loopbackHosts.includes(new URL(url).hostname)),
  token: z.string().min(1),
});

/** What one line of the engine's standard output says of its address; undefined: nothing. Pure. */
export function parseReadyLine(line: string): EngineAddress | undefined {
  if (!line.startsWith('{')) return undefined;
  const parsed = readyLine.safeParse(parseJson(line));
  if (!parsed.success) return undefined;
  return { url: `${new URL(parsed.data.url).origin}/`, token: parsed.data.token };
}
