import type { z } from 'zod';
import type { Role, RouteName, routes } from '../../contract/api/routes.ts';

type Routes = typeof routes;

/** What a route's schema makes of one part of a request; undefined where the route takes none. */
type Part<R, K extends string> = R extends { readonly [P in K]: infer S extends z.ZodType }
  ? z.output<S>
  : undefined;

/** A request as its handler gets it: checked by the route's schemas, with their defaults filled in. */
export type RouteRequest<N extends RouteName> = {
  readonly params: Part<Routes[N], 'params'>;
  readonly query: Part<Routes[N], 'query'>;
  readonly body: Part<Routes[N], 'body'>;
  /** Of who asks; undefined where nobody asks for it. */
  readonly role: Role | undefined;
};

export type RouteResponse<N extends RouteName> = z.output<Routes[N]['response']>;

/** Answers one route. Throws a SurecastError to refuse: its code decides the status. */
export type Handler<N extends RouteName> = (
  request: RouteRequest<N>,
) => RouteResponse<N> | Promise<RouteResponse<N>>;

/** Who answers which route of the contract. */
export type Handlers = { readonly [N in RouteName]: Handler<N> };
