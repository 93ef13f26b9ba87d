import { type ErrorCode, errorTable } from '../../contract/error-codes.ts';

const statusOfCode: Partial<Record<ErrorCode, number>> = {
  REQUEST_INVALID: 400,
  REQUEST_TOO_LARGE: 413,
  TOKEN_MISSING: 401,
  LOGIN_REFUSED: 401,
  ROLE_LACKING: 403,
  REQUEST_FOREIGN: 403,
  HOST_REFUSED: 421,
  NOTHING_HERE: 404,
  TASK_UNKNOWN: 404,
  BROADCAST_UNKNOWN: 404,
  ALARM_UNKNOWN: 404,
  TOO_MANY_REQUESTS: 429,
  TOO_MANY_CONSOLES: 503,
  INTERNAL: 500,
};

/**
 * HTTP status of a refusal or failure: 422 for what the person gave (as exit status 2), 409 for what the state of the
 * machine or an origin does not allow now.
 */
export function statusOfError(code: ErrorCode): number {
  return statusOfCode[code] ?? (errorTable[code].exit === 2 ? 422 : 409);
}
