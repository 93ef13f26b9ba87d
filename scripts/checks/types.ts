import { join } from 'node:path';
import type { Gate } from './gate.ts';
import { runTool } from './tool-output.ts';

/** The strictest TypeScript, over the sources, the tests and the scripts alike. */
export const types: Gate = {
  name: 'types',
  counts: 'files',
  async run(root) {
    // One project a surrounding: Node without the DOM, the pages without Node, the desktop shell with Electron.
    const projects = await Promise.all(
      ['.', 'renderer', 'electron', 'delivery/viewers/page'].map((project) => checkProject(root, project)),
    );
    const files = new Set(projects.flatMap((project) => project.files));
    return { checked: files.size, problems: projects.flatMap(({ problems }) => problems) };
  },
};

type Project = { readonly files: readonly string[]; readonly problems: readonly string[] };

async function checkProject(root: string, project: string): Promise<Project> {
  const args = ['-p', project, '--listFiles', '--pretty', 'false'];
  const { output, status } = await runTool(root, 'typescript/bin/tsc', args);
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const isListed = (line: string): boolean =>
    /^(\/|[A-Za-z]:\/)/.test(line) && /\.([cm]?tsx?|mjs|json)$/.test(line);
  const files = lines.filter((line) => isListed(line) && !line.includes('/node_modules/'));
  const problems = lines.filter((line) => !isListed(line)).map((line) => line.replace(join(root, '/'), ''));
  if (files.length === 0) problems.push(`${project}: tsc looked at no file`);
  if (status !== 0 && problems.length === 0) problems.push(`${project}: tsc ended with ${status}`);
  return { files, problems };
}
