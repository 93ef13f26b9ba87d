import { asCallError, call } from '../api/call.ts';
import { afterEvent, withTask } from './console-state.ts';
import { consoleStore, hasNetworkStore, logTail, metersStore, roleStore } from './console-store.ts';
import { followEvents, type StreamNews } from './event-stream.ts';

const askMaxMs = 5000;

/** Connections that came about so far. */
let opened = 0;

/** Keeps the stores current for as long as the page lives. @returns ends it */
export function followEngine(): () => void {
  return followEvents(onNews, () => call('console', undefined, AbortSignal.timeout(askMaxMs)));
}

function onNews(news: StreamNews): void {
  const state = consoleStore.get();
  if (news.type === 'open') {
    opened += 1;
    consoleStore.set({ ...state, link: { state: 'open' } });
    void bringTasks();
    void askWho();
  } else if (news.type === 'lost') {
    metersStore.set(null);
    void askWhy(news.nextTryMs);
  } else if (news.event.type === 'meters') metersStore.set(news.event.meters);
  else if (news.event.type === 'log') logTail.add(news.event.entry);
  else consoleStore.set(afterEvent(state, news.event, Date.now()));
}

/** Tasks come as events only when they change: those that there are already are asked for. */
async function bringTasks(): Promise<void> {
  const tasks = await call('tasks').catch(() => []);
  const state = consoleStore.get();
  consoleStore.set({ ...state, tasks: state.tasks.reduce(withTask, tasks) });
}

/** Asked at each connection: another may have logged in meanwhile. */
async function askWho(): Promise<void> {
  const me = await call('me').catch(() => null);
  if (me === null) return;
  roleStore.set(me.role);
  hasNetworkStore.set(me.hasNetwork);
}

/** An event stream's error does not say what it was; a request does. */
async function askWhy(nextTryMs: number): Promise<void> {
  const before = opened;
  const error = await call('console', undefined, AbortSignal.timeout(askMaxMs)).then(
    () => null,
    (thrown: unknown) => asCallError(thrown),
  );
  // The engine may have come back while it was asked.
  if (opened !== before) return;
  const state = consoleStore.get();
  if (error?.status === 401 || error?.status === 403) {
    consoleStore.set({ ...state, link: { state: 'refused', message: error.message, cure: error.cure } });
    return;
  }
  const sinceMs = state.link.state === 'lost' ? state.link.sinceMs : Date.now();
  consoleStore.set({ ...state, link: { state: 'lost', sinceMs, nextTryMs } });
}
