/** A source as a person chooses it. */
export type SourceChoice =
  | { readonly kind: 'test' }
  | { readonly kind: 'screen'; readonly video: string; readonly audio: string }
  | { readonly kind: 'device'; readonly video: string; readonly audio: string }
  /** A file's path or a stream's URL. */
  | { readonly kind: 'address'; readonly address: string };

/** Divides what `--source` takes. `video` keeps its word before the colon: it is what a list of devices calls its source. */
export function readSource(source: string): SourceChoice {
  if (source === 'test') return { kind: 'test' };
  const kind = kindOf(source);
  if (kind === undefined) return { kind: 'address', address: withoutFile(source) };
  // Device names may hold commas and colons, so the last `,audio:` divides.
  const at = source.lastIndexOf(',audio:');
  const [video, audio] = at < 0 ? [source, ''] : [source.slice(0, at), source.slice(at + ',audio:'.length)];
  return { kind, video, audio };
}

/** What `--source` takes for a choice. A path that would be taken for one of the words gets `file:` before it. */
export function writeSource(choice: SourceChoice): string {
  switch (choice.kind) {
    case 'test':
      return 'test';
    case 'address':
      return isWord(choice.address) ? `file:${choice.address}` : choice.address;
    case 'screen':
    case 'device':
      return choice.audio === '' ? choice.video : `${choice.video},audio:${choice.audio}`;
  }
}

function kindOf(source: string): 'device' | 'screen' | undefined {
  if (source.startsWith('device:')) return 'device';
  return /^screen(?:$|[:,])/.test(source) ? 'screen' : undefined;
}

const isWord = (text: string): boolean => text === 'test' || kindOf(text) !== undefined;

/** `file:` is shown only where it was typed. */
function withoutFile(source: string): string {
  const path = source.replace(/^file:/, '');
  return isWord(path) ? path : source;
}
