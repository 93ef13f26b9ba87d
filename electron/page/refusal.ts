import { type ErrorCode, errorTable } from '../../contract/error-codes.ts';
import { pageHeaders } from './content-security-policy.ts';

/** An answer that refuses, in the form of the engine's own (`apiError` of the contract). */
export function refusal(status: number, code: ErrorCode, message: string): Response {
  return Response.json({ code, message, cure: errorTable[code].cure }, { status, headers: pageHeaders });
}
