import type { ReactElement } from 'react';
import { call } from '../api/call.ts';
import { Panel } from '../design/panel.tsx';
import { Failure } from '../design/tone.tsx';
import { useAnswer } from '../state/use-answer.ts';
import { ReceiptCard } from './receipt-card.tsx';

/** The signed accounts of a broadcast, one an origin that has everything. @param isSigned whether there is one by now */
export function ReceiptsPanel({ name, isSigned }: ReceiptsPanelProps): ReactElement {
  const { value, error } = useAnswer(`${name} ${isSigned}`, (signal) =>
    call('receipts', { params: { name } }, signal),
  );
  return (
    <Panel title="Receipts">
      <Failure error={error} />
      {value === null && error === null ? <p className="quiet">Asking …</p> : null}
      {value?.length === 0 ? (
        <p>No receipt yet: one is signed for each origin once everything is verified there.</p>
      ) : null}
      <ul className="stack">
        {value?.map((signed) => (
          <ReceiptCard key={signed.receipt.origin} signed={signed} />
        ))}
      </ul>
    </Panel>
  );
}

type ReceiptsPanelProps = { readonly name: string; readonly isSigned: boolean };
