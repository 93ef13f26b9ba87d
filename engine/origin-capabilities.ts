import { z } from 'zod';
import type { OriginCapabilities } from '../contract/origin.ts';

const capabilities = z.object({
  refusesBadChecksum: z.boolean(),
  attestsSha256: z.boolean(),
  conditionalCreate: z.boolean(),
  conditionalReplace: z.boolean(),
  probedAt: z.string(),
}) satisfies z.ZodType<OriginCapabilities>;

/** What a probe found and the catalog remembers as JSON; undefined where there was none, or it can't be read. */
export function readCapabilities(text: string | null): OriginCapabilities | undefined {
  if (text === null) return undefined;
  try {
    return capabilities.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
