export type ContentCoding = 'identity' | 'gzip' | 'br';

/** The smallest coding that a client takes (RFC 9110, 12.5.3), of those that are made here. */
export function chooseCoding(acceptEncoding: string): ContentCoding {
  if (acceptEncoding === '') return 'identity';
  const accepted = new Map(
    acceptEncoding.split(',').map((part) => {
      const [name = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
      const quality = parameters.find((each) => each.startsWith('q='))?.slice(2);
      return [name, quality === undefined ? 1 : Number(quality)] as const;
    }),
  );
  const takes = (coding: string): boolean => (accepted.get(coding) ?? accepted.get('*') ?? 0) > 0;
  if (takes('br')) return 'br';
  return takes('gzip') ? 'gzip' : 'identity';
}
