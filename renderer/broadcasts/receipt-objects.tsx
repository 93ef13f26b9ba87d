import { type ReactElement, useState } from 'react';
import type { ReceiptObject } from '../../contract/receipt.ts';
import { timeOfDay } from '../format/clock.ts';
import { bytes, count } from '../format/quantity.ts';

const step = 100;

/** The objects of a receipt with their hashes, opened when asked for, and a hundred at a time. */
export function ReceiptObjects({ objects }: { readonly objects: readonly ReceiptObject[] }): ReactElement {
  const [shown, setShown] = useState(step);
  return (
    <details>
      <summary>Its {count(objects.length)} objects</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <section className="table-frame receipt-objects" tabIndex={0} aria-label="Objects of the receipt">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Object</th>
              <th scope="col" className="figure">
                Size
              </th>
              <th scope="col">SHA-256</th>
              <th scope="col">Verified</th>
            </tr>
          </thead>
          <tbody>
            {objects.slice(0, shown).map(({ key, sizeBytes, sha256, proof, verifiedAt }) => (
              <tr key={key}>
                <td className="break">{key}</td>
                <td className="figure">{bytes(sizeBytes)}</td>
                <td>
                  <code title={sha256}>{sha256.slice(0, 16)}…</code>
                </td>
                <td>
                  {timeOfDay(Date.parse(verifiedAt))}{' '}
                  {proof === 'sha256-attested' ? '(attested)' : '(read back)'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {shown < objects.length ? (
        <button type="button" className="button" onClick={() => setShown(shown + step)}>
          Show {Math.min(step, objects.length - shown)} more
        </button>
      ) : null}
    </details>
  );
}
