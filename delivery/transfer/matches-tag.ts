/** Whether `If-None-Match` or `If-Match` names the tag: weak comparison, a list, or `*` (RFC 9110, 13.1). Equal tags are equal bytes here. */
export function matchesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header === tag || header.trim() === '*') return true;
  return header.split(',').some((each) => each.trim().replace(/^W\//, '') === tag);
}
