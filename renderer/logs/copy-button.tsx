import { type ReactElement, useEffect, useState } from 'react';
import { Button } from '../design/button.tsx';

const saidMs = 4000;

/** Copies a text, and says whether it could. Browsers allow it to pages over TLS or from this machine. */
export function CopyButton({ text, children = 'Copy' }: CopyButtonProps): ReactElement {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => setSaid(''), saidMs);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text());
      setSaid('Copied');
    } catch {
      setSaid('The browser does not allow it: select the text and copy it');
    }
  };
  return (
    <>
      <Button icon="clipboard" onClick={copy}>
        {children}
      </Button>
      <span role="status" className="quiet">
        {said}
      </span>
    </>
  );
}

type CopyButtonProps = { readonly text: () => string; readonly children?: string };
