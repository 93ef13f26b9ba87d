import { type ReactElement, useEffect, useState } from 'react';
import type { SignedReceipt } from '../../contract/receipt.ts';
import { Button } from '../design/button.tsx';
import { Facts } from '../design/facts.tsx';
import { Message } from '../design/tone.tsx';
import { moment } from '../format/clock.ts';
import { clockTime } from '../format/duration.ts';
import { bytes, counted } from '../format/quantity.ts';
import { checkReceipt, type ReceiptCheck } from './check-receipt.ts';
import { ReceiptObjects } from './receipt-objects.tsx';
import { saveFile } from './save-file.ts';
import { type ReceiptSummary, summariseReceipt } from './summarise-receipt.ts';

/** One receipt: whether it is genuine, what it adds up to, and the way to keep it. */
export function ReceiptCard({ signed }: { readonly signed: SignedReceipt }): ReactElement {
  const { receipt } = signed;
  const check = useCheck(signed);
  const summary = summariseReceipt(receipt);
  const download = (): void => {
    saveFile(`${receipt.broadcast}-receipt.json`, 'application/json', `${JSON.stringify(signed, null, 2)}\n`);
  };
  return (
    <li className="stack card">
      <strong className="break">{receipt.origin}</strong>
      <Signature check={check} />
      <Facts
        facts={[
          ['Segments', `${counted(receipt.segments, 'segment')}, ${clockTime(receipt.durationSeconds)}`],
          ['Lost', receipt.gaps === 0 ? 'nothing' : counted(receipt.gaps, 'gap')],
          ['Objects', `${counted(summary.objects, 'object')}, ${bytes(summary.bytes)}`],
          ['Proof', proofWords(summary)],
          ['Verified', spanWords(summary)],
        ]}
      />
      {summary.isConsistent ? null : (
        <Message tone="bad" title="Its number of segments is not that of its objects." />
      )}
      <ReceiptObjects objects={receipt.objects} />
      <div className="row">
        <Button icon="download" onClick={download}>
          Download receipt
        </Button>
      </div>
    </li>
  );
}

function useCheck(signed: SignedReceipt): ReceiptCheck | null {
  const [check, setCheck] = useState<ReceiptCheck | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void checkReceipt(signed).then((outcome) => isCurrent && setCheck(outcome));
    return () => {
      isCurrent = false;
    };
  }, [signed]);
  return check;
}

function Signature({ check }: { readonly check: ReceiptCheck | null }): ReactElement {
  if (check === null) return <p className="quiet">Checking the signature …</p>;
  if (check.outcome === 'valid')
    return (
      <Message tone="good" title="Signature valid">
        Checked by this browser. Key <code className="break">{check.signer.slice(0, 16)}</code>
      </Message>
    );
  if (check.outcome === 'invalid')
    return (
      <Message tone="bad" title="Signature NOT valid">
        It was changed after it was signed. Take the receipt from the origin instead.
      </Message>
    );
  return (
    <Message tone="warn" title="This browser cannot check the signature.">
      Verify the broadcast again: the engine checks it.
    </Message>
  );
}

function proofWords({ attested, readBack }: ReceiptSummary): string {
  const words = [
    attested === 0 ? '' : `${attested} by the origin’s own SHA-256`,
    readBack === 0 ? '' : `${readBack} read back and hashed`,
  ];
  return words.filter((word) => word !== '').join(', ');
}

const spanWords = ({ provedFrom, provedTo }: ReceiptSummary): string =>
  provedFrom === null || provedTo === null ? '' : `${moment(provedFrom)} to ${moment(provedTo)}`;
