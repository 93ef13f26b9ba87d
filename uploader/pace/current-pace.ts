import { AsyncLocalStorage } from 'node:async_hooks';
import type { BodyPace } from './body-pace.ts';

/**
 * The pace of the upload that is being sent, known to whatever is called meanwhile: an origin's adapter need not
 * know of it to have its bodies paced where they meet the network.
 */
export const currentPace = new AsyncLocalStorage<BodyPace>();
