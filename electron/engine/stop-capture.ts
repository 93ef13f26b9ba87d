import { routes } from '../../contract/api/routes.ts';
import type { EngineAddress } from './engine-address.ts';

/** Has the engine end the capture, as the page's Stop does. An engine that is away is told again until it has heard. */
export async function stopCapture(engine: () => EngineAddress | undefined): Promise<void> {
  for (;;) {
    const address = engine();
    const answer =
      address === undefined
        ? undefined
        : await fetch(new URL(routes.stop.path, address.url).href, {
            method: routes.stop.method,
            headers: { authorization: `Bearer ${address.token}`, 'content-type': 'application/json' },
            body: '{}',
          }).catch(() => undefined);
    // A refusal says that nothing is captured.
    if (answer !== undefined && answer.status < 500) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
