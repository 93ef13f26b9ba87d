import { type ReactElement, useState } from 'react';
import { asCallError, type CallError } from '../api/call.ts';
import { Button } from '../design/button.tsx';
import { Failure } from '../design/tone.tsx';
import { callDesktop, isInDesktop } from './call-desktop.ts';

/** Chooses a path with the system's own dialog. Nothing in a browser: its engine's machine may be another one. */
export function PathButton({ ask, label, onChosen }: PathButtonProps): ReactElement | null {
  const [error, setError] = useState<CallError | null>(null);
  if (!isInDesktop()) return null;
  const choose = async (): Promise<void> => {
    setError(null);
    try {
      const path = await callDesktop(ask, {});
      if (path !== null) onChosen(path);
    } catch (thrown) {
      setError(asCallError(thrown));
    }
  };
  return (
    <div className="row">
      <Button onClick={choose}>{label}</Button>
      <Failure error={error} />
    </div>
  );
}

type PathButtonProps = {
  readonly ask: 'chooseFolder' | 'chooseRecording';
  readonly label: string;
  readonly onChosen: (path: string) => void;
};
