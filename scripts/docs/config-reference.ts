import { z } from 'zod';
import { config } from '../../contract/config.ts';

const head = `# Configuration file

Made from \`contract/config.ts\` by \`npm run docs\`; do not edit. A YAML or JSON file, given with \`--config\`. Every setting
may be left out but those marked *required*; an option on the command line replaces the file's. A setting that is not
listed here is refused (\`CONFIG_INVALID\`), so that a misspelt one is not taken for a default.

| setting | value | what it is |
|---|---|---|
`;

/** What is used here of a JSON schema as zod makes it. */
const property = z.looseObject({
  type: z.string().default(''),
  description: z.string().default(''),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  enum: z.array(z.string()).optional(),
  default: z.unknown().optional(),
  get items() {
    return property.optional();
  },
  get anyOf() {
    return z.array(property).optional();
  },
  get properties() {
    return z.record(z.string(), property).optional();
  },
  required: z.array(z.string()).default([]),
});
type Property = z.infer<typeof property>;

/** The page docs/reference/config.md. @param schema the program's own by default */
export function configReference(schema: z.ZodType = config): string {
  const root = property.parse(z.toJSONSchema(schema, { io: 'input' }));
  return `${head}${rows(root, '').join('')}`;
}

/** A row for each setting of an object, followed by the rows of what it holds. */
function rows(object: Property, prefix: string): string[] {
  if (object.anyOf !== undefined) return object.anyOf.flatMap((choice) => rows(choice, prefix));
  return Object.entries(object.properties ?? {}).flatMap(([name, setting]) => {
    const path = `${prefix}${name}`;
    const isRequired = prefix !== '' && object.required.includes(name);
    const cells = [
      `\`${path}\``,
      `${valueText(setting)}${isRequired ? ', *required*' : ''}`,
      textOf(setting),
    ];
    const inner = setting.items === undefined ? rows(setting, `${path}.`) : rows(setting.items, `${path}[].`);
    return [`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`, ...inner];
  });
}

function valueText(setting: Property): string {
  if (setting.enum !== undefined) return setting.enum.map((value) => `\`${value}\``).join(' or ');
  if (setting.items !== undefined) return `list of ${count(setting)}${plurals(setting.items)}`;
  const kind = { boolean: '`true` or `false`', string: 'text', object: 'settings', integer: 'whole number' };
  return `${kind[setting.type as keyof typeof kind] ?? setting.type}${rangeOf(setting)}`;
}

function rangeOf({ minimum, exclusiveMinimum, maximum }: Property): string {
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`;
  if (minimum === undefined || maximum === undefined) return '';
  return `, ${minimum} to ${maximum}`;
}

function count({ minItems, maxItems }: Property): string {
  return maxItems === undefined ? `${minItems ?? 0} or more ` : `${minItems ?? 0} to ${maxItems} `;
}

function plurals(items: Property): string {
  return (items.anyOf ?? [items]).map((item) => plural(item.type)).join(' or ');
}

function plural(type: string): string {
  return type === 'string' ? 'texts' : type === 'object' ? 'groups of settings' : `${type}s`;
}

function textOf({ description, default: value }: Property): string {
  return value === undefined ? description : `${description}; default ${String(value)}`;
}
