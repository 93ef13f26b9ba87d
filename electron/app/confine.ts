import { app, protocol, session } from 'electron';
import type { PageSources } from '../page/answer-page.ts';
import { answerPage } from '../page/answer-page.ts';
import { confineContents } from '../security/confine-contents.ts';
import { denyPermissions } from '../security/deny-permissions.ts';
import { pageScheme, pageSchemePrivileges } from '../security/page-address.ts';
import { openLink } from './answer-calls.ts';

/** Before the app is ready: every renderer is sandboxed, and the page's scheme is known. */
export function confineEarly(): void {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([{ scheme: pageScheme, privileges: pageSchemePrivileges }]);
  app.on('web-contents-created', (_event, contents) => confineContents(contents, openLink));
}

/** Once it is ready: nothing is permitted, and the page's address is answered. */
export function confineSession(sources: PageSources): void {
  denyPermissions(session.defaultSession);
  protocol.handle(pageScheme, (request) => answerPage(request, sources));
}
