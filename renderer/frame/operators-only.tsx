import type { ReactElement, ReactNode } from 'react';
import { Message } from '../design/tone.tsx';
import { useMayAct } from '../state/use-may-act.ts';

/** What operators do; who only looks is told so in its place. */
export function OperatorsOnly({ what, children }: OperatorsOnlyProps): ReactElement {
  if (useMayAct()) return <>{children}</>;
  return (
    <Message tone="neutral" title={`${what} for operators.`}>
      This page was opened as a viewer, who looks and changes nothing.
    </Message>
  );
}

type OperatorsOnlyProps = {
  /** With its verb, as `Settings are`. */
  readonly what: string;
  readonly children: ReactNode;
};
