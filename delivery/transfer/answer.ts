import type { ServerResponse } from 'node:http';
import type { ErrorCode } from '../../contract/error-codes.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { diskTrouble } from '../../disk/disk-trouble.ts';

/** A request that is refused: a status beside what a person is told. */
export class Refusal extends SurecastError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: ErrorCode,
    message: string,
    options: { readonly cure?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(code, message, options);
    this.status = status;
    this.headers = options.headers ?? {};
  }
}

const seeProtocol = 'Send what docs/network.md says of /objects/.';

export const badRequest = (status: number, message: string): Refusal =>
  new Refusal(status, status === 413 ? 'REQUEST_TOO_LARGE' : 'REQUEST_INVALID', message, {
    cure: seeProtocol,
  });

/** What went wrong while a request was answered, as the one who asked may know it. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const trouble = diskTrouble(error);
  if (trouble === 'full') return new Refusal(507, 'NODE_FULL', 'This node’s disk is full.');
  if (trouble === 'read-only') return new Refusal(503, 'DISK_READ_ONLY', 'This node’s disk takes no writes.');
  if (trouble === 'failing') return new Refusal(503, 'DISK_FAILING', 'This node’s disk fails.');
  return new Refusal(500, 'INTERNAL', 'This node failed to answer; its log says why.');
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

export const errorBody = ({ code, message, cure }: SurecastError) => ({ code, message, cure });

export function sendRefusal(response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent) return void response.destroy();
  sendJson(response, refusal.status, errorBody(refusal), refusal.headers);
}
