import { Component, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Message } from './tone.tsx';

/**
 * Keeps a fault in one part of the page from taking the rest with it: without one, React removes the whole page. A class, since
 * React has no other way to catch what drawing throws.
 */
export class PartBoundary extends Component<PartBoundaryProps, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    const { what, heading, children } = this.props;
    if (error === null) return children;
    return (
      <Message tone="bad" title={`${what} cannot be shown.`} role="alert">
        {heading === undefined ? null : <h1 className="unseen">{heading}</h1>}
        <p>
          A fault of this page, not of the engine: a broadcast on air goes on. Load the page again; if that
          does not help, send a support bundle with these words:
        </p>
        <p className="raw-words quiet">{error}</p>
        <Button onClick={() => window.location.reload()}>Load the page again</Button>
      </Message>
    );
  }
}

type PartBoundaryProps = {
  /** As `This screen`. */
  readonly what: string;
  /** Of the page, where the part brings it. */
  readonly heading?: string | undefined;
  readonly children: ReactNode;
};

type State = { readonly error: string | null };
