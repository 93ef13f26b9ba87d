import { rememberLatest } from '../identity/remember-latest.ts';

/** So many lives of one node are remembered: whoever makes up more spoils what is known of itself. */
const livesAtMost = 100;

/**
 * Tells what a process says from what it has said before and somebody says again, also when it is long dead and was forgotten.
 * @returns whether it is new; each is new once
 */
export function rememberHeard(): (name: string, instance: string, sequence: number) => boolean {
  const nodes = new Map<string, ReturnType<typeof rememberLatest<number>>>();
  return (name, instance, sequence) => {
    const lives = nodes.get(name) ?? rememberLatest<number>(livesAtMost);
    nodes.set(name, lives);
    if (sequence <= (lives.get(instance) ?? -1)) return false;
    lives.set(instance, sequence);
    return true;
  };
}
