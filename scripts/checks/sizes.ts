import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { Gate } from './gate.ts';
import { sourceFiles } from './sources.ts';

const maxFileLines = 400;
const maxFunctionLines = 80;

/** A function, with the line it starts on and how many lines it has. */
export type FunctionSize = { readonly name: string; readonly line: number; readonly lines: number };

/** All functions of a source text, inner ones too. */
export function functionSizes(path: string, text: string): FunctionSize[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lineAt = (position: number): number => source.getLineAndCharacterOfPosition(position).line;
  const sizes: FunctionSize[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const first = lineAt(node.getStart(source));
      sizes.push({ name: nameOf(node), line: first + 1, lines: lineAt(node.end) - first + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return sizes;
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name !== undefined) return node.name.getText();
  const parent = node.parent;
  return ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)
    ? parent.name.getText()
    : 'a function';
}

/** What is too long in one file. A test's `describe` holds many tests and may be as long as its file. */
export function sizeProblems(path: string, text: string): string[] {
  const lines = text.split('\n').length - 1;
  const problems = lines > maxFileLines ? [`${path}: ${lines} lines, at most ${maxFileLines}`] : [];
  if (path.endsWith('.test.ts')) return problems;
  const long = functionSizes(path, text).filter((size) => size.lines > maxFunctionLines);
  return [
    ...problems,
    ...long.map(
      ({ name, line, lines: n }) => `${path}:${line}: ${name} has ${n} lines, at most ${maxFunctionLines}`,
    ),
  ];
}

/** Caps on the length of files and functions. */
export const sizes: Gate = {
  name: 'sizes',
  counts: 'files',
  async run(root) {
    const files = await sourceFiles(root);
    return {
      checked: files.length,
      problems: files.flatMap((path) => sizeProblems(path, readFileSync(join(root, path), 'utf8'))),
    };
  },
};
