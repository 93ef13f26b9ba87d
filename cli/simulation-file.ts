import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml';
import type { SimulationInput } from '../contract/network/simulation.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { readSettings } from '../delivery/simulate/plan-runs.ts';
import type { PlannedRun } from '../delivery/simulate/scenarios.ts';

/**
 * Reads the run that a file describes, and checks it whole.
 * @throws SurecastError SIMULATION_INVALID with all that is wrong, each with its line
 */
export async function readSimulationFile(path: string): Promise<PlannedRun> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new SurecastError('SIMULATION_INVALID', `${path} can't be read (${error.code}).`, {
      cure: 'Check the path.',
    });
  });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const input = contentOf(document, path, lines);
  const lineOf = (place: readonly PropertyKey[]): number | undefined => lineAt(document, lines, place);
  readSettings(input, { name: path, lineOf });
  return { name: basename(path), input: input as SimulationInput };
}

/** What the file says; an empty one says nothing. */
function contentOf(document: Document.Parsed, path: string, lines: LineCounter): unknown {
  const [first] = document.errors;
  if (first === undefined) return plainContentOf(document, path);
  const { line, col } = lines.linePos(first.pos[0]);
  const why = first.message.replace(/[:.]$/, '');
  throw new SurecastError('SIMULATION_INVALID', `${path} is no YAML: line ${line}, column ${col}: ${why}.`);
}

/** Aliases are looked up only here. */
function plainContentOf(document: Document.Parsed, path: string): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    throw new SurecastError('SIMULATION_INVALID', `${path} is no YAML: ${(error as Error).message}.`);
  }
}

/** The line of a setting, or of the closest thing around it that is there. */
function lineAt(
  document: Document.Parsed,
  lines: LineCounter,
  path: readonly PropertyKey[],
): number | undefined {
  const around = path.slice(0, -1);
  const parent = path.length === 0 ? undefined : document.getIn(around, true);
  const key = isMap(parent) ? parent.items.find((item) => String(item.key) === path.at(-1))?.key : undefined;
  const node = key ?? document.getIn(path, true);
  if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  return path.length === 0 ? undefined : lineAt(document, lines, around);
}
