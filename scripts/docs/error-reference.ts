import { type ErrorRow, errorTable } from '../../contract/error-codes.ts';

const head = `# Errors

Made from \`contract/error-codes.ts\` by \`npm run docs\`; do not edit. A message names its code in brackets. *Exit* is the
status of a command that ends with the error.

| code | exit | what to do |
|---|---|---|
`;

/** The page docs/reference/errors.md. @param table code -> row; the program's own by default */
export function errorReference(table: Readonly<Record<string, ErrorRow>> = errorTable): string {
  const rows = Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${head}${rows.map(([code, { exit, cure }]) => `| \`${code}\` | ${exit} | ${cure.replaceAll('|', '\\|')} |\n`).join('')}`;
}
