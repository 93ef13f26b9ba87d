import { refusals } from '../edge/refusal.ts';
import type { ViewerAnswer } from '../edge/viewer-answer.ts';

/** What nginx refuses by itself: its own codes (494: the header is too large) with the answer that the built-in server gives. */
const answers: readonly (readonly [codes: string, answer: ViewerAnswer])[] = [
  ['400 405', refusals.malformed(400)],
  ['408', refusals.malformed(408)],
  ['413 414 494', refusals.malformed(431)],
  ['416', refusals.unsatisfiable(0)],
  ['429', refusals.tooMany()],
  ['500', refusals.internal()],
  ['502 503 504', refusals.unavailable()],
];

/** Lines of a server's block: errors as JSON with code, message and cure. */
export function errorPages(): readonly string[] {
  return answers.flatMap(([codes, { status, body, fields }]) => {
    const path = `/.refused/${status}`;
    const text = body.kind === 'bytes' ? body.bytes.toString() : '';
    return [
      `error_page ${codes} =${status} ${path};`,
      `location = ${path} {`,
      '  internal;',
      '  default_type "";',
      ...headerLines(fields),
      `  return ${status} ${quoted(text)};`,
      '}',
    ];
  });
}

function headerLines(fields: readonly string[]): readonly string[] {
  return fields.flatMap((name, at) =>
    // nginx itself says how long the object is.
    at % 2 === 0 && name !== 'Content-Range'
      ? [`  add_header ${name} ${quoted(fields[at + 1] ?? '')} always;`]
      : [],
  );
}

/** A string of nginx's configuration language; it has no way to write a dollar sign in one. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
