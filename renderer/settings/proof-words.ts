import type { ProbeResult } from '../../contract/api/settings.ts';

type Capabilities = NonNullable<ProbeResult['capabilities']>;

/** What an origin can prove and what follows from it, a sentence each. */
export function proofWords(capabilities: Capabilities): readonly string[] {
  const { refusesBadChecksum, attestsSha256, conditionalCreate, conditionalReplace } = capabilities;
  return [
    attestsSha256
      ? 'It attests the SHA-256 of what it holds: each file is proved without reading it back.'
      : 'It attests no SHA-256: each file is read back and hashed here, which doubles the traffic.',
    refusesBadChecksum
      ? 'It refuses bytes that were damaged on the way.'
      : 'It does not refuse bytes that were damaged on the way: they are found when they are proved, and sent again.',
    conditionalCreate && conditionalReplace
      ? 'It keeps two senders from overwriting each other.'
      : 'It does not keep two senders from overwriting each other: let only one program deliver a broadcast to it.',
  ];
}
