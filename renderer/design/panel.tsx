import { type ReactElement, type ReactNode, useId } from 'react';

/** A part of a screen with its heading. */
export function Panel({ title, aside, className = '', children }: PanelProps): ReactElement {
  const titleId = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={titleId}>
      <div className="panel-head">
        <h2 id={titleId}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

type PanelProps = {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
};
