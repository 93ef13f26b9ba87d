/** The system's code of an error (`ENOENT`, `EPIPE`), if it carries one. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
