import { z } from 'zod';

/**
 * A number that somebody has made up for one message that is to come: the sender puts it in before it signs, so that the same
 * message counts once, whoever repeats it, and whatever clocks say. 128 random bits, base64url.
 */
export const nonce = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
