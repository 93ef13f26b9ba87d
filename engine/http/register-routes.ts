import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type Role, type Route, type RouteName, routes } from '../../contract/api/routes.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { Handlers } from './handlers.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may; undefined: anyone who may reach the console at all. */
    readonly role?: Role;
  }
}

/** A handler whose request was checked by its own route's schemas: the one place where their types are let go. */
type AnyHandler = (request: {
  params: unknown;
  query: unknown;
  body: unknown;
  role: Role | undefined;
}) => unknown;

/** Registers the routes of the contract that have a handler. */
export function registerRoutes(app: FastifyInstance, handlers: Partial<Handlers>): void {
  for (const name of Object.keys(routes) as RouteName[]) {
    const handler = handlers[name] as AnyHandler | undefined;
    if (handler !== undefined) registerRoute(app, routes[name], handler);
  }
}

function registerRoute(app: FastifyInstance, route: Route, handler: AnyHandler): void {
  app.route({
    method: route.method,
    url: route.path,
    config: { role: route.role },
    handler: async (request) => handler(parseRequest(route, request)),
  });
}

function parseRequest(route: Route, request: FastifyRequest): Parameters<AnyHandler>[0] {
  return {
    params: parsePart('address', route.params, request.params),
    query: parsePart('query', route.query, request.query),
    body: parsePart('body', route.body, request.body ?? {}),
    role: request.role,
  };
}

function parsePart(part: string, schema: z.ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${[part, ...path].join('.')}: ${message}`);
  throw new SurecastError('REQUEST_INVALID', `The request makes no sense: ${issues.join('; ')}.`);
}
