import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Gate } from './gate.ts';
import { trackedFiles } from './sources.ts';

/** What the pages link to by a relative path is there, and has the heading that is named after the #. */
export const links: Gate = {
  name: 'links',
  counts: 'relative links',
  async run(root) {
    const pages = (await trackedFiles(root)).filter((path) => path.endsWith('.md'));
    const found = pages.flatMap((page) =>
      relativeLinks(readFileSync(join(root, page), 'utf8')).map((link) => ({ page, link })),
    );
    const problems = found.filter(({ page, link }) => !resolves(join(root, page), link));
    return {
      checked: found.length,
      problems: problems.map(({ page, link }) => `${page}: ${link} leads nowhere`),
    };
  },
};

/** Targets of the links and pictures in a page that are neither URLs nor in code. */
export function relativeLinks(markdown: string): string[] {
  const prose = withoutFences(markdown).replaceAll(/`[^`\n]+`/g, 'code');
  const targets = [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map((match) => match[1] ?? '');
  return targets.filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target));
}

/** The anchors that a page's headings get, as GitHub makes them. */
export function headingAnchors(markdown: string): string[] {
  const headings = [...withoutFences(markdown).matchAll(/^#{1,6} +(.+)$/gm)].map((match) => match[1] ?? '');
  return headings.map((heading) =>
    heading
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutFences(markdown: string): string {
  return markdown.replaceAll(/^ *```.*?^ *```/gms, '');
}

function resolves(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), decodeURI(path));
  if (!existsSync(target)) return false;
  return anchor === undefined || headingAnchors(readFileSync(target, 'utf8')).includes(anchor);
}
