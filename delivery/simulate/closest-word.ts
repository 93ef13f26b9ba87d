/** The one of some words that was probably meant; undefined: none is near. */
export function closestWord(meant: string, words: readonly string[]): string | undefined {
  const farthest = Math.max(1, Math.floor(meant.length / 3));
  const ranked = words
    .map((word) => ({ word, distance: editDistance(meant.toLowerCase(), word.toLowerCase()) }))
    .filter(({ distance }) => distance <= farthest)
    .sort((left, right) => left.distance - right.distance);
  return ranked[0]?.word;
}

/** How many letters have to be put in, left out or replaced (Levenshtein). */
function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...to].entries())
      current.push(
        Math.min(
          (above[column + 1] ?? 0) + 1,
          (current[column] ?? 0) + 1,
          (above[column] ?? 0) + (letter === other ? 0 : 1),
        ),
      );
    above = current;
  }
  return above[to.length] ?? 0;
}
