const mostTries = 5;

/**
 * Loads something from the engine, again each time it may be there again: one that is away takes no part of the page with it.
 * @param load is called until it resolves, at most five times
 * @param untilThere resolves when another try makes sense
 * @throws what the last try threw: the engine is there, and has no such thing
 */
export async function loadPatiently<Loaded>(
  load: () => Promise<Loaded>,
  untilThere: () => Promise<void>,
): Promise<Loaded> {
  for (let tried = 1; tried < mostTries; tried += 1) {
    try {
      return await load();
    } catch {
      await untilThere();
    }
  }
  return load();
}
