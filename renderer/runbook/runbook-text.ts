/** A part of a runbook page. */
export type Block =
  | { readonly type: 'heading'; readonly level: number; readonly text: Inline[] }
  | { readonly type: 'paragraph'; readonly text: Inline[] }
  | { readonly type: 'list'; readonly ordered: boolean; readonly items: Inline[][] };

/** A part of a line. Links inside the runbook become addresses of the console; others are shown as text. */
export type Inline =
  | { readonly type: 'text' | 'code' | 'emphasis'; readonly text: string }
  | { readonly type: 'page'; readonly text: string; readonly page: string };

/** Reads as much of Markdown as the runbook's pages use: headings, paragraphs, lists; code, emphasis and links in them. */
export function parseRunbook(markdown: string): Block[] {
  const blocks: Block[] = [];
  for (const line of markdown.split('\n').map((one) => one.trimEnd())) {
    const [, hashes, heading] = /^(#+) (.*)$/.exec(line) ?? [];
    const [, mark, item] = /^\s*(\d+\.|-) (.*)$/.exec(line) ?? [];
    if (hashes !== undefined && heading !== undefined)
      blocks.push({ type: 'heading', level: hashes.length, text: parseInline(heading) });
    else if (mark !== undefined && item !== undefined) pushItem(blocks, mark !== '-', parseInline(item));
    else if (line !== '') blocks.push({ type: 'paragraph', text: parseInline(line) });
  }
  return blocks;
}

function pushItem(blocks: Block[], ordered: boolean, item: Inline[]): void {
  const last = blocks.at(-1);
  if (last?.type === 'list' && last.ordered === ordered) last.items.push(item);
  else blocks.push({ type: 'list', ordered, items: [item] });
}

const marks = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\(([^)]+)\)/g;

function parseInline(line: string): Inline[] {
  const parts: Inline[] = [];
  let at = 0;
  for (const match of line.matchAll(marks)) {
    if (match.index > at) parts.push({ type: 'text', text: line.slice(at, match.index) });
    parts.push(markOf(match));
    at = match.index + match[0].length;
  }
  if (at < line.length) parts.push({ type: 'text', text: line.slice(at) });
  return parts;
}

function markOf([whole, code, strong, soft, linkText, target]: RegExpMatchArray): Inline {
  if (code !== undefined) return { type: 'code', text: code };
  const emphasised = strong ?? soft;
  if (emphasised !== undefined) return { type: 'emphasis', text: emphasised };
  const page = /^([a-z-]+)\.md$/.exec(target ?? '')?.[1];
  const text = linkText ?? whole;
  return page === undefined ? { type: 'text', text } : { type: 'page', text, page };
}
