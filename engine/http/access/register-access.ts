import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Role } from '../../../contract/api/routes.ts';
import { type Gatekeeper, refuseRole } from './gatekeeper.ts';
import { judgeRequest, type Place } from './judge-request.ts';

export type AccessOptions = {
  readonly keeper: Gatekeeper;
  readonly place: Place;
  /** Browsers keep one jar a host, whatever the port. */
  readonly cookieName: string;
};

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; undefined: nobody known. */
    role: Role | undefined;
  }
}

/** Judges each request before anything else looks at it: from where it comes, who sends it, what that one may. */
export async function registerAccess(app: FastifyInstance, options: AccessOptions): Promise<void> {
  const { keeper, place, cookieName } = options;
  await app.register(cookie);
  app.decorateRequest('role', undefined);
  app.addHook('onRequest', async (request, reply) => {
    const { method, headers, url } = request;
    const refusal = judgeRequest({ method, path: url, headers }, place);
    if (refusal !== undefined) throw refusal;
    const proof = { authorization: headers.authorization, cookie: request.cookies[cookieName] };
    request.role = keeper.roleOf(proof);
    const needs = request.routeOptions.config.role;
    if (needs !== undefined) refuseRole(request.role, needs);
    // The address with the token is for the first visit alone: it would stay in the browser's history.
    if (url.startsWith('/?')) return logInByToken(options, request.query, reply);
    return undefined;
  });
}

function logInByToken(options: AccessOptions, query: unknown, reply: FastifyReply): FastifyReply | undefined {
  const { token } = query as { readonly token?: unknown };
  if (typeof token !== 'string') return undefined;
  const role = options.keeper.roleOfToken(token);
  if (role !== undefined) setSession(reply, options, role);
  return reply.redirect('/');
}

/** Logs the sender of a request in. */
export function setSession(
  reply: FastifyReply,
  { keeper, place, cookieName }: AccessOptions,
  role: Role,
): void {
  void reply.setCookie(cookieName, keeper.sessionOf(role), {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: place.scheme === 'https',
  });
}
