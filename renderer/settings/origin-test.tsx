import { type ReactElement, useState } from 'react';
import type { ProbeResult } from '../../contract/api/settings.ts';
import { asCallError, type CallError, call } from '../api/call.ts';
import { Button } from '../design/button.tsx';
import { Failure, Message } from '../design/tone.tsx';
import { duration } from '../format/duration.ts';
import { completeKeys, type KeyForm } from './key-form.ts';
import { proofWords } from './proof-words.ts';
import type { OriginForm } from './settings-form.ts';
import { originEntry } from './write-config.ts';

/** Tries an origin as it stands in the form, saved or not. */
export function OriginTest({ origin, keys }: OriginTestProps): ReactElement {
  const [result, setResult] = useState<ProbeResult | null>(null);
  const [error, setError] = useState<CallError | null>(null);
  const [isTesting, setTesting] = useState(false);
  const test = async (): Promise<void> => {
    setTesting(true);
    setError(null);
    setResult(null);
    const pair = completeKeys(keys);
    try {
      const body = { origin: { ...originEntry(origin) }, ...(pair !== undefined && { keys: pair }) };
      setResult(await call('probeOrigin', { body }));
    } catch (thrown) {
      setError(asCallError(thrown));
    }
    setTesting(false);
  };
  return (
    <div className="stack">
      <div className="row">
        <Button icon="again" disabled={isTesting || origin.url.trim() === ''} onClick={test}>
          {isTesting ? 'Testing …' : 'Test this origin'}
        </Button>
        <span className="quiet">Writes a small object, asks for it again, and tries a wrong checksum.</span>
      </div>
      <div role="status">{result === null ? null : <TestResult result={result} />}</div>
      <Failure error={error} />
    </div>
  );
}

type OriginTestProps = { readonly origin: OriginForm; readonly keys: KeyForm };

function TestResult({ result }: { readonly result: ProbeResult }): ReactElement {
  const { ok, message, code, cure, capabilities, milliseconds } = result;
  return (
    <Message tone={ok ? 'good' : 'bad'} title={message} code={code}>
      {cure}{' '}
      {capabilities === null ? null : (
        <ul className="bullets">
          {proofWords(capabilities).map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
      <span className="quiet">It took {duration(milliseconds / 1000)}.</span>
    </Message>
  );
}
