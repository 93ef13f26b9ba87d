import { z } from 'zod';
import { type Route, routes } from '../../contract/api/routes.ts';
import { openApi } from '../../engine/http/openapi.ts';
import packageJson from '../../package.json' with { type: 'json' };

/** `docs/reference/openapi.json`. */
export function openApiDocument(): string {
  return `${JSON.stringify(openApi(packageJson.version), undefined, 2)}\n`;
}

/** `docs/reference/api.md`: what openapi.json says, to be read. */
export function apiReference(): string {
  const rows = Object.entries<Route>(routes).map(([name, route]) => {
    const takes = [route.params, route.query, route.body].flatMap((schema) =>
      schema ? fieldsOf(schema) : [],
    );
    return `| \`${route.method} ${route.path}\` | ${route.role} | ${route.summary} | ${takes.join(', ') || '–'} | \`${name}\` |`;
  });
  return `# The API

What the console’s page asks of the engine, and whatever else wants to: JSON over HTTP, on this machine alone unless the
console was started with \`--listen\`. [openapi.json](openapi.json) has every schema; a running engine serves it at
\`/api/openapi.json\`.

    curl -H "Authorization: Bearer $(cat DATA/console-token)" http://127.0.0.1:7070/api/console

\`console-token\` in the data directory is the operator’s, \`console-viewer-token\` that of who only looks. A refusal is
\`{code, message, cure}\` with a code of [errors.md](errors.md) and a status: 400 the request makes no sense, 401 nobody known,
403 not allowed, 404 not there, 409 not now, 413 too large, 421 a name that is not this machine’s, 422 what was given can’t be used,
429 too often, 500 a fault in the program, 503 too many.

| request | for | gives | takes | name |
|---|---|---|---|---|
${rows.join('\n')}

Fields with a question mark may be left out. Besides:

| request | for | gives |
|---|---|---|
| \`GET /api/events\` | viewer | server-sent events: a \`snapshot\` first, again as it changes, and after anything that a slow reader missed; \`meters\`, \`alarm\`, \`task\`, \`log\` |
| \`GET /api/preview.mjpeg\` | viewer | what is captured, as pictures that replace each other |
| \`GET /api/support-bundle\` | operator | a .tar.gz of logs and status, without secrets |
| \`GET /watch/NAME/index.m3u8\` | viewer | the local copy of what an origin was proved to hold |
| \`GET /metrics\` | viewer | figures for Prometheus |
| \`GET /healthz\`, \`GET /readyz\` | anyone | whether the program answers; whether its disk does as well |
| \`GET /?token=TOKEN\` | anyone | logs a browser in and leads to the page |
| \`GET /login\`, \`POST /login\` | anyone | logs in by password |
`;
}

function fieldsOf(schema: z.ZodObject): string[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  return Object.keys(properties).map((name) => `\`${name}${required.includes(name) ? '' : '?'}\``);
}
