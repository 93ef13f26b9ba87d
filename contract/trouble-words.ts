/** Stands between the sentence for a person and the other side’s own words. */
const between = ' — ';

/** What went wrong, for a person first, then as the other side said it: the second part is for the log and the details. */
export function troubleWords(plain: string, raw: string): string {
  return `${plain}${between}${raw}`;
}

/** The sentence for a person alone, without a full stop. */
export function plainPart(words: string): string {
  return (words.split(between)[0] ?? words).replace(/\.$/, '');
}

/** What the other side said; null: it said nothing of its own. */
export function rawPart(words: string): string | null {
  const at = words.indexOf(between);
  return at < 0 ? null : words.slice(at + between.length);
}
