import { alarmReference } from './alarm-reference.ts';
import { apiReference, openApiDocument } from './api-reference.ts';
import { cliReference } from './cli-reference.ts';
import { configReference } from './config-reference.ts';
import { errorReference } from './error-reference.ts';
import { trialsReference } from './trials-reference.ts';

/** A page that is made from source. */
export type GeneratedDoc = {
  /** Below the checkout. */
  readonly path: string;
  /** The page's whole text, ending with a newline; the same each time. */
  readonly generate: () => string | Promise<string>;
};

/** All of them. Add a line here for a new one. */
export const generatedDocs: readonly GeneratedDoc[] = [
  { path: 'docs/reference/alarms.md', generate: alarmReference },
  { path: 'docs/reference/api.md', generate: apiReference },
  { path: 'docs/reference/openapi.json', generate: openApiDocument },
  { path: 'docs/reference/cli.md', generate: cliReference },
  { path: 'docs/reference/config.md', generate: configReference },
  { path: 'docs/reference/errors.md', generate: errorReference },
  { path: 'docs/reference/trials.md', generate: trialsReference },
];
