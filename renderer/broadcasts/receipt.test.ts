import assert from 'node:assert/strict';
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { type ReceiptBody, type SignedReceipt, signedReceipt } from '../../contract/receipt.ts';
import { signReceipt } from '../../engine/receipt.ts';
import { fc } from '../../fixtures/property-testing.ts';
import { checkReceipt } from './check-receipt.ts';
import { summariseReceipt } from './summarise-receipt.ts';

const object = (kind: ReceiptBody['objects'][number]['kind'], sizeBytes: number, second: number) => ({
  key: `show/${kind}-${second}`,
  kind,
  sizeBytes,
  sha256: 'a'.repeat(64),
  proof: kind === 'segment' ? ('sha256-attested' as const) : ('sha256-read-back' as const),
  verifiedAt: `2026-01-01T00:00:0${second}.000Z`,
});

const body: ReceiptBody = {
  format: 'surecast-receipt/1',
  broadcast: 'Grüße "2026" <b>',
  origin: 's3://bucket/prefix',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:00:04.000Z',
  segments: 2,
  gaps: 0,
  durationSeconds: 4.033333333333333,
  objects: [object('segment', 1000, 3), object('segment', 500, 1), object('media-playlist', 20, 5)],
};

const { privateKey } = generateKeyPairSync('ed25519');
const signed: SignedReceipt = signedReceipt.parse(JSON.parse(signReceipt(body, privateKey)));

describe('the page’s own check of a receipt', () => {
  it('takes what the engine signed, and names the signer as verify does', async () => {
    const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
    assert.deepEqual(await checkReceipt(signed), {
      outcome: 'valid',
      signer: createHash('sha256').update(der).digest('hex'),
    });
  });

  it('refuses a receipt that tells anything else', async () => {
    const receipts: ReceiptBody[] = [
      { ...body, gaps: 1 },
      { ...body, broadcast: 'other' },
      { ...body, objects: body.objects.slice(1) },
    ];
    for (const receipt of receipts)
      assert.equal((await checkReceipt({ ...signed, receipt })).outcome, 'invalid');
  });

  it('refuses another signature or key, whatever it is', async () => {
    const other = signedReceipt.parse(
      JSON.parse(signReceipt(body, generateKeyPairSync('ed25519').privateKey)),
    );
    assert.equal((await checkReceipt({ ...signed, publicKey: other.publicKey })).outcome, 'invalid');
    assert.equal((await checkReceipt({ ...signed, signature: other.signature })).outcome, 'invalid');
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.boolean(), async (text, isKey) => {
        const changed = isKey ? { ...signed, publicKey: text } : { ...signed, signature: text };
        assert.equal((await checkReceipt(changed)).outcome, 'invalid');
      }),
    );
  });
});

describe('what a receipt adds up to', () => {
  it('is counted from its objects', () => {
    assert.deepEqual(summariseReceipt(body), {
      objects: 3,
      bytes: 1520,
      byKind: { segment: 2, init: 0, 'media-playlist': 1, 'multivariant-playlist': 0 },
      attested: 2,
      readBack: 1,
      provedFrom: '2026-01-01T00:00:01.000Z',
      provedTo: '2026-01-01T00:00:05.000Z',
      isConsistent: true,
    });
  });

  it('tells when its own number of segments is another', () => {
    assert.equal(summariseReceipt({ ...body, segments: 3 }).isConsistent, false);
    assert.equal(summariseReceipt({ ...body, objects: [] }).provedTo, null);
  });
});
