import { SurecastError } from '../contract/surecast-error.ts';

/** Protocols that a live source may come over. `http` stands for HLS over http or https. */
export type SourceProtocol = 'srt' | 'rtmp' | 'rtsp' | 'udp' | 'http';

/** What is captured: the parsed form of `--source`. */
export type Source =
  /** A moving test pattern with a tone, made by FFmpeg itself. */
  | { readonly kind: 'test' }
  /** A recording on this machine. */
  | { readonly kind: 'file'; readonly path: string }
  /** A stream from the network. `listens`: the sender connects to us, so it must not be probed. */
  | {
      readonly kind: 'url';
      readonly url: string;
      readonly protocol: SourceProtocol;
      readonly listens: boolean;
    }
  /** A screen; `display` is the platform's own name for it, undefined for the usual one. */
  | { readonly kind: 'screen'; readonly display: string | undefined; readonly audio: string | undefined }
  /** A capture device by name or path (`decklink:NAME` for a DeckLink card), with the audio device beside it. */
  | { readonly kind: 'device'; readonly video: string; readonly audio: string | undefined };

const maxSourceLength = 4096;

/**
 * Parses `--source test|FILE|URL|screen[:DISPLAY][,audio:NAME]|device:NAME[,audio:NAME]`.
 * `file:PATH` names a file that would otherwise be taken for one of the words (a file called `test`).
 * @throws SurecastError SOURCE_INVALID with a sentence that says what was expected
 */
export function parseSource(text: string): Source {
  if (text === '') throw invalid('The source is empty.');
  if (text.length > maxSourceLength)
    throw invalid(`The source is longer than ${maxSourceLength} characters.`);
  if (hasControlCharacter(text)) throw invalid('The source holds a control character.');
  if (text === 'test') return { kind: 'test' };
  if (/^screen(?:$|[:,])/.test(text)) return parseScreen(text);
  if (text.startsWith('device:')) return parseDevice(text);
  if (text.startsWith('file:')) return parseFile(text);
  // `C:\…` is a drive and `Sunday: talk.mp4` a file's name; FFmpeg's odd protocols (`concat:`) are then files too.
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(text)?.[1]?.toLowerCase();
  return scheme === undefined ? { kind: 'file', path: text } : parseUrl(text, scheme);
}

/** The source as `--source` takes it; `parseSource` of it gives the same source again. */
export function formatSource(source: Source): string {
  switch (source.kind) {
    case 'test':
      return 'test';
    case 'file':
      // Three slashes would be taken for a URL's two and the path's first.
      return `file:${source.path.startsWith('///') ? '//' : ''}${source.path}`;
    case 'url':
      return source.url;
    case 'screen':
      return `screen${source.display === undefined ? '' : `:${source.display}`}${audioSuffix(source.audio)}`;
    case 'device':
      return `device:${source.video}${audioSuffix(source.audio)}`;
  }
}

function audioSuffix(audio: string | undefined): string {
  return audio === undefined ? '' : `,audio:${audio}`;
}

function parseScreen(text: string): Source {
  const { head, audio } = splitAudio(text);
  if (head === 'screen') return { kind: 'screen', display: undefined, audio };
  if (head.startsWith('screen:') && head.length > 'screen:'.length) {
    return { kind: 'screen', display: head.slice('screen:'.length), audio };
  }
  throw invalid(`"${text}" is no screen: write screen, screen:DISPLAY or screen,audio:NAME.`);
}

function parseDevice(text: string): Source {
  const { head, audio } = splitAudio(text);
  const video = head.slice('device:'.length);
  if (video === '' || video === 'decklink:') {
    throw invalid(`"${text}" names no device: write device:NAME or device:NAME,audio:NAME.`);
  }
  if (video.startsWith('decklink:') && audio !== undefined) {
    throw invalid('A DeckLink card carries its own audio: leave out ",audio:".');
  }
  return { kind: 'device', video, audio };
}

function parseFile(text: string): Source {
  const path = text.slice('file:'.length).replace(/^\/\/(?=\/)/, '');
  if (path === '') throw invalid('"file:" names no file.');
  return { kind: 'file', path };
}

/** Device names may hold commas and colons, so the last `,audio:` divides. */
function splitAudio(text: string): { head: string; audio: string | undefined } {
  const at = text.lastIndexOf(',audio:');
  if (at < 0) return { head: text, audio: undefined };
  const audio = text.slice(at + ',audio:'.length);
  if (audio === '') throw invalid(`"${text}" names no audio device after ",audio:".`);
  return { head: text.slice(0, at), audio };
}

function parseUrl(text: string, scheme: string): Source {
  const url = URL.parse(text);
  const protocol = protocolOf(scheme);
  if (protocol === undefined) {
    throw invalid(`"${scheme}:" is not a source: take srt, rtmp, rtsp, udp, or http(s) with .m3u8.`);
  }
  if (url === null || url.hostname === '') {
    // `srt://:9000?mode=listener` and `udp://:5000` listen on every address, which WHATWG URLs cannot say.
    return parseHostlessUrl(text, protocol);
  }
  if (protocol === 'http' && !url.pathname.toLowerCase().endsWith('.m3u8')) {
    throw invalid('Over http(s) only HLS playlists (.m3u8) are sources.');
  }
  if ((protocol === 'srt' || protocol === 'udp') && url.port === '') throw invalid(`"${text}" has no port.`);
  return { kind: 'url', url: text, protocol, listens: listens(text, protocol) };
}

/** URLs without a host: only for protocols where we are the one who listens. */
function parseHostlessUrl(text: string, protocol: SourceProtocol): Source {
  const port = /^[a-z]+:\/\/@?:(\d{1,5})(?:[/?]|$)/i.exec(text)?.[1];
  const heard = listens(text, protocol);
  if (port === undefined || Number(port) === 0 || Number(port) > 65535 || !heard) {
    throw invalid(`"${text}" is not a complete address.`);
  }
  return { kind: 'url', url: text, protocol, listens: heard };
}

function listens(text: string, protocol: SourceProtocol): boolean {
  if (protocol === 'udp') return true;
  return protocol === 'srt' && /[?&]mode=listener(?:&|$)/.test(text);
}

function protocolOf(scheme: string): SourceProtocol | undefined {
  switch (scheme) {
    case 'srt':
    case 'udp':
    case 'rtsp':
    case 'rtmp':
      return scheme;
    case 'rtsps':
      return 'rtsp';
    case 'rtmps':
      return 'rtmp';
    case 'http':
    case 'https':
      return 'http';
    default:
      return undefined;
  }
}

function hasControlCharacter(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

function invalid(message: string): SurecastError {
  return new SurecastError('SOURCE_INVALID', message);
}
