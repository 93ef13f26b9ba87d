import type { Handlers } from './handlers.ts';

/** Every part of the console gives the handlers of its own routes; here they come together, each route once. */
export function joinHandlers(...tables: readonly Partial<Handlers>[]): Partial<Handlers> {
  const names = tables.flatMap((table) => Object.keys(table));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`two parts answer the route ${twice}`);
  return Object.assign({}, ...tables);
}
