import type { Response } from 'undici';
import { z } from 'zod';
import { clockDifference, clockLeewaySeconds } from '../contract/clock-words.ts';
import { readBody } from './read-body.ts';
import type { StallWatch } from './stall-watch.ts';

const largestBodyBytes = 16 * 1024;
const refusal = z.object({
  code: z.string().regex(/^[A-Z_]{1,60}$/),
  message: z
    .string()
    .max(300)
    .regex(/^\P{Cc}*$/u),
});

/**
 * Why a server lets this client not in, in its own words if it is an edge of a delivery network; and by how much the clocks
 * differ, since a link is expired by the server's.
 */
export async function refusalWords(response: Response, watch: StallWatch, nowMs: number): Promise<string> {
  const status = `HTTP ${response.status}`;
  const said = await readRefusal(response, watch);
  if (said === undefined) return status;
  const offsetMs = Date.parse(response.headers.get('date') ?? '') - nowMs;
  const clocks =
    Math.abs(offsetMs) > clockLeewaySeconds * 1_000 ? ` ${clockDifference('The server’s', offsetMs)}.` : '';
  return `${status}: ${said.message}${clocks}`;
}

async function readRefusal(
  response: Response,
  watch: StallWatch,
): Promise<z.infer<typeof refusal> | undefined> {
  if (response.body === null) return undefined;
  try {
    const bytes = await readBody(response.body, largestBodyBytes, watch);
    return refusal.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    // A page for people, or too much: the status says enough.
    return undefined;
  }
}
