import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { consoleStore } from './console-store.ts';
import { loadPatiently } from './load-patiently.ts';

/** A link that was lost is noticed within this time. */
const noticeMs = 1000;

/**
 * A part of the page that is loaded when it is shown. Where the engine goes away meanwhile, it comes when the engine is back; until
 * then what waits for it shows that it is loading.
 */
export function lazyPart<Props>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(() => loadPatiently(load, untilThere));
}

async function untilThere(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, noticeMs));
  const isOpen = (): boolean => consoleStore.get().link.state === 'open';
  if (isOpen()) return;
  await new Promise<void>((resolve) => {
    const stop = consoleStore.subscribe(() => {
      if (!isOpen()) return;
      stop();
      resolve();
    });
  });
}
