import type { ReactElement } from 'react';
import { Badge } from '../design/tone.tsx';
import type { SourceOption } from './source-options.ts';
import { Thumbnail } from './thumbnail.tsx';

/** One picture to choose, with a look at it. */
export function SourceCard({ name, option, isChosen, onChoose }: SourceCardProps): ReactElement {
  return (
    <div className="source card" data-chosen={isChosen}>
      <label className="source-label">
        <input type="radio" name={name} checked={isChosen} onChange={onChoose} />
        <span className="break">
          <strong>{option.label}</strong>
          <span className="quiet hint">{option.details}</span>
        </span>
      </label>
      {option.works === false ? <Badge tone="bad">Does not work</Badge> : null}
      <Thumbnail source={option.source} label={option.label} />
    </div>
  );
}

type SourceCardProps = {
  /** Of the group of radio buttons. */
  readonly name: string;
  readonly option: SourceOption;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
};
