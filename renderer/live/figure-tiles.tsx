import type { ReactElement } from 'react';
import { Icon } from '../design/icon.tsx';
import type { Figure } from './figures.ts';

const words = { good: '', note: '', neutral: '', warn: 'needs a look', bad: 'bad' } as const;

/** Figures side by side; one that is not as it should be has a sign and a word for it. */
export function FigureTiles({ figures }: { readonly figures: readonly Figure[] }): ReactElement {
  return (
    <dl className="figures">
      {figures.map(({ name, value, detail, tone }) => (
        <div key={name} className="figure-tile" data-tone={tone}>
          <dt>
            {name}
            {tone === 'warn' || tone === 'bad' ? (
              <span className="figure-sign">
                <Icon name={tone === 'bad' ? 'cross' : 'warning'} size={14} />
                <span className="unseen">{words[tone]}</span>
              </span>
            ) : null}
          </dt>
          <dd className="figure-value number">
            <Value text={value} />
          </dd>
          <dd className="figure-detail quiet number">{detail}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Numbers are read from afar, their units from nearby. */
function Value({ text }: { readonly text: string }): ReactElement {
  const parts = text.match(/[\d.\u202f]+|[^\d]+/g) ?? [text];
  const withPlaces = parts.map((part, place) => ({ part, place }));
  return (
    <>
      {withPlaces.map(({ part, place }) =>
        parts.length > 1 && /^\s/.test(part) ? (
          <small key={place}>{part}</small>
        ) : (
          <span key={place}>{part}</span>
        ),
      )}
    </>
  );
}
