import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { SurecastError } from '../../../contract/surecast-error.ts';
import { type AccessOptions, setSession } from './register-access.ts';

const body = z.strictObject({ password: z.string().max(1024) });

/** Guesses a minute from one address: enough for a person, hopeless for a program. */
const attemptsAMinute = 10;

/** `GET /login`: a page of its own, without script, so that it is there whatever becomes of the console's. `POST /login` logs in. */
export function registerLogin(app: FastifyInstance, options: AccessOptions): void {
  const page = readFileSync(new URL('./login.html', import.meta.url), 'utf8');
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, text, done) => done(null, Object.fromEntries(new URLSearchParams(text.toString()))),
  );
  app.get('/login', async (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
  app.post(
    '/login',
    { config: { rateLimit: { max: attemptsAMinute, timeWindow: 60_000 } } },
    async (request, reply) => {
      const parsed = body.safeParse(request.body);
      const role = parsed.success ? await options.keeper.roleOfPassword(parsed.data.password) : undefined;
      if (role === undefined) throw new SurecastError('LOGIN_REFUSED', 'This is not the password.');
      setSession(reply, options, role);
      return reply.redirect('/', 303);
    },
  );
}
