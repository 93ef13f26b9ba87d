import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { isPlaylistKey } from '../../contract/network/object-key.ts';
import { type ContentCoding, chooseCoding } from './content-coding.ts';
import type { EdgeObject } from './edge-cache.ts';
import { entityTag } from './entity-tag.ts';
import { planAnswer } from './plan-answer.ts';
import { refusals } from './refusal.ts';
import type { AnswerBody, ViewerAnswer } from './viewer-answer.ts';
import type { ViewerRequest } from './viewer-request.ts';

/** An object in one coding, as it is sent whole: made once and then given to everybody. */
type Served = {
  readonly fields: readonly string[];
  readonly bytes: Buffer | undefined;
  readonly whole: ViewerAnswer;
};

/** Answers requests with objects. Remembers what it has compressed and written for as long as the object is there. */
export type ObjectServer = (request: ViewerRequest, object: EdgeObject, broadcast: string) => ViewerAnswer;

const exposed = 'Content-Length, Content-Range, ETag, Date, Accept-Ranges';
/** Below this a coding costs more than it saves. */
const worthCodingBytes = 400;

export function createObjectServer(): ObjectServer {
  const served = new WeakMap<EdgeObject, Map<ContentCoding, Served>>();

  function serve(object: EdgeObject, coding: ContentCoding, broadcast: string): Served {
    let codings = served.get(object);
    if (codings === undefined) {
      codings = new Map();
      // What is still arriving is made anew once it is whole.
      if (object.whole !== undefined) served.set(object, codings);
    }
    const known = codings.get(coding);
    if (known !== undefined) return known;
    const made = makeServed(object, coding, broadcast);
    codings.set(coding, made);
    return made;
  }

  return (request, object, broadcast) => {
    const { headers, method } = request;
    const coding = isCoded(object) ? chooseCoding(headers.acceptEncoding) : 'identity';
    const version = serve(object, coding, broadcast);
    if (headers.range === undefined && headers.ifNoneMatch === undefined && method === 'GET')
      return version.whole;
    const sizeBytes = version.bytes?.length ?? object.sizeBytes;
    const plan = planAnswer(headers, { sha256: object.sha256, sizeBytes }, coding);
    if (plan.kind === 'unsatisfiable') return refusals.unsatisfiable(sizeBytes);
    if (plan.kind === 'not-modified')
      return { status: 304, fields: version.fields, body: { kind: 'none' }, broadcast };
    const range = plan.kind === 'part' ? plan.range : { start: 0, end: sizeBytes - 1 };
    const part =
      plan.kind === 'part' ? ['Content-Range', `bytes ${range.start}-${range.end}/${sizeBytes}`] : [];
    return {
      status: plan.kind === 'part' ? 206 : 200,
      fields: [...version.fields, ...part],
      body: method === 'HEAD' ? { kind: 'none' } : bodyOf(object, version.bytes, range),
      broadcast,
      contentLength: range.end - range.start + 1,
    };
  };
}

/** A playlist that is there; segments are compressed already. */
const isCoded = (object: EdgeObject): boolean =>
  isPlaylistKey(object.key) && object.sizeBytes >= worthCodingBytes && object.whole !== undefined;

function makeServed(object: EdgeObject, coding: ContentCoding, broadcast: string): Served {
  const fields = [
    ...['Content-Type', object.contentType, 'Cache-Control', object.cacheControl],
    ...['ETag', entityTag(object.sha256, coding), 'Accept-Ranges', 'bytes'],
    ...['Access-Control-Allow-Origin', '*', 'Access-Control-Expose-Headers', exposed],
    ...['Timing-Allow-Origin', '*', 'X-Content-Type-Options', 'nosniff'],
    ...(isCoded(object) ? ['Vary', 'Accept-Encoding'] : []),
    ...(coding === 'identity' ? [] : ['Content-Encoding', coding]),
  ];
  const bytes = object.whole && encode(object.whole, coding);
  const range = { start: 0, end: (bytes?.length ?? object.sizeBytes) - 1 };
  const whole = { status: 200, fields, body: bodyOf(object, bytes, range), broadcast };
  return { fields, bytes, whole: { ...whole, isReused: bytes !== undefined } };
}

function bodyOf(
  object: EdgeObject,
  bytes: Buffer | undefined,
  { start, end }: { readonly start: number; readonly end: number },
): AnswerBody {
  if (bytes === undefined) return { kind: 'arriving', object, start, end };
  return { kind: 'bytes', bytes: bytes.subarray(start, end + 1) };
}

function encode(bytes: Buffer, coding: ContentCoding): Buffer {
  if (coding === 'gzip') return gzipSync(bytes);
  if (coding === 'br') return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  return bytes;
}
