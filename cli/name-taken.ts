import type { OriginSnapshot } from '../contract/snapshot.ts';

/** Whether another broadcast holds the name at an origin: what is left for it waits in vain. */
export function isNameTaken({ complete, trouble }: OriginSnapshot): boolean {
  return !complete && trouble?.code === 'ORIGIN_NAME_TAKEN';
}

/** Says so, in place of what would deliver the rest. */
export function nameTakenWords({ url }: OriginSnapshot): string {
  return `Nothing can deliver it to ${url} while another broadcast holds its name there; the recording stays.`;
}
