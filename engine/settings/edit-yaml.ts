import { isDeepStrictEqual } from 'node:util';
import {
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
  type Document as YamlDocument,
} from 'yaml';

type Values = Readonly<Record<string, unknown>>;

/**
 * The text of a configuration file with other settings in it: comments, order and spelling of what stays are kept.
 * JSON stays JSON. Pure.
 */
export function editConfigText(text: string, config: Values): string {
  if (isJson(text)) return `${JSON.stringify(config, null, 2)}\n`;
  const document: YamlDocument = parseDocument(text);
  if (isMap(document.contents)) editMap(document, document.contents, config);
  else document.contents = document.createNode(config);
  const edited = String(document);
  // An anchor or a merge key may say more than its place does: then plain text says it.
  return isDeepStrictEqual(parseDocument(edited).toJS(), config) ? edited : String(plainDocument(config));
}

function plainDocument(config: Values): YamlDocument {
  const document: YamlDocument = parseDocument('');
  document.contents = document.createNode(config);
  return document;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function editMap(document: YamlDocument, map: YAMLMap, values: Values): void {
  for (const pair of [...map.items]) {
    if (!((isScalar(pair.key) ? String(pair.key.value) : '') in values)) map.delete(pair.key);
  }
  for (const [name, value] of Object.entries(values)) {
    map.set(name, editNode(document, map.get(name, true), value));
  }
}

/** The node itself with another value in it, where it is of the same kind; else a new one. */
function editNode(document: YamlDocument, node: unknown, value: unknown): unknown {
  if (isMap(node) && isValues(value)) {
    editMap(document, node, value);
    return node;
  }
  if (isSeq(node) && Array.isArray(value)) {
    editSequence(document, node, value);
    return node;
  }
  if (isScalar(node) && !isValues(value) && !Array.isArray(value)) {
    if (node.value !== value) node.value = value;
    return node;
  }
  return document.createNode(value);
}

/** What is the same as before keeps its node and its comments, wherever it stands now. */
function editSequence(document: YamlDocument, sequence: YAMLSeq, values: readonly unknown[]): void {
  const before = [...sequence.items];
  const isSame = (node: unknown, value: unknown) => isDeepStrictEqual(plainValue(document, node), value);
  const kept = values.map((value) => {
    const index = before.findIndex((node) => node !== undefined && isSame(node, value));
    if (index < 0) return undefined;
    const node = before[index];
    before[index] = undefined;
    return node;
  });
  sequence.items = values.map((value, index) => kept[index] ?? editNode(document, before[index], value));
}

function plainValue(document: YamlDocument, node: unknown): unknown {
  return (node as Node).toJS(document);
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
