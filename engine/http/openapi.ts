import { z } from 'zod';
import { consoleEvent } from '../../contract/api/console-event.ts';
import { apiError, type Route, routes } from '../../contract/api/routes.ts';
import { taskKinds } from '../../contract/api/task.ts';

type Json = Readonly<Record<string, unknown>>;

/** The API as OpenAPI 3.1, whose schemas are JSON Schema: made of the contract, so that it can't say anything else. */
export function openApi(version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const [name, route] of Object.entries<Route>(routes)) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Surecast',
      version,
      description: 'What the console’s page asks for, and whatever else wants to. See docs/operating.md.',
    },
    servers: [{ url: 'http://127.0.0.1:7070' }],
    security: [{ token: [] }, { login: [] }],
    paths: { ...paths, ...otherPaths },
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'The content of console-token in the data directory',
        },
        login: {
          type: 'apiKey',
          in: 'cookie',
          name: 'surecast-7070',
          description: 'Set by /?token=… and /login; named after the port',
        },
      },
      schemas: {
        Error: schemaOf(apiError, 'output'),
        Event: schemaOf(consoleEvent, 'output'),
        ...Object.fromEntries(
          Object.entries(taskKinds).flatMap(([kind, { input, result }]) => [
            [`${capital(kind)}Input`, schemaOf(input, 'input')],
            [`${capital(kind)}Result`, schemaOf(result, 'output')],
          ]),
        ),
      },
      responses: { Refused: jsonBody('Refused or failed', { $ref: '#/components/schemas/Error' }) },
    },
  };
}

function operation(name: string, route: Route): Json {
  return {
    operationId: name,
    summary: route.summary,
    description: `For ${route.role}s.`,
    parameters: [...parametersOf('path', route.params), ...parametersOf('query', route.query)],
    ...(route.body && {
      requestBody: { content: { 'application/json': { schema: schemaOf(route.body, 'input') } } },
    }),
    responses: {
      200: jsonBody(route.summary, schemaOf(route.response, 'output')),
      default: { $ref: '#/components/responses/Refused' },
    },
  };
}

function parametersOf(place: 'path' | 'query', schema: z.ZodObject | undefined): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function jsonBody(description: string, schema: Json): Json {
  return { description, content: { 'application/json': { schema } } };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io });
  return json;
}

/** What does not take and give JSON. */
const otherPaths: Readonly<Record<string, Json>> = {
  '/api/events': stream(
    'events',
    'Server-sent events, each an Event',
    'text/event-stream',
    '#/components/schemas/Event',
  ),
  '/api/preview.mjpeg': stream(
    'preview',
    'What is captured, as pictures that replace each other',
    'multipart/x-mixed-replace',
  ),
  '/api/support-bundle': stream(
    'supportBundle',
    'Logs and status for whoever is to help, for operators',
    'application/gzip',
  ),
  '/watch/{name}/{file}': media(
    'watch',
    'The local copy of what an origin was proved to hold: begin with index.m3u8',
    ['name', 'file'],
  ),
  '/watch-origin/{name}/{number}/{file}': media(
    'watchOrigin',
    'What the origin of that number (0: the first of the broadcast) holds: begin with index.m3u8',
    ['name', 'number', 'file'],
  ),
  '/metrics': stream('metrics', 'For Prometheus', 'text/plain'),
  '/healthz': { get: { ...open('health', 'Whether the program answers'), security: [] } },
  '/readyz': { get: { ...open('ready', 'Whether the engine’s disk answers as well'), security: [] } },
};

function stream(operationId: string, summary: string, type: string, schema?: string): Json {
  const content = { [type]: { schema: schema === undefined ? { type: 'string' } : { $ref: schema } } };
  const responses = {
    200: { description: summary, content },
    default: { $ref: '#/components/responses/Refused' },
  };
  return { get: { operationId, summary, responses } };
}

function media(operationId: string, summary: string, names: readonly string[]): Json {
  return {
    get: {
      operationId,
      summary,
      parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      responses: {
        200: { description: 'A playlist or media' },
        default: { $ref: '#/components/responses/Refused' },
      },
    },
  };
}

function open(operationId: string, summary: string): Json {
  return { operationId, summary, responses: { 200: { description: 'Yes' }, 503: { description: 'No' } } };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
