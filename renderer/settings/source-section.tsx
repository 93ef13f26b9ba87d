import { type ReactElement, useId } from 'react';
import { Button } from '../design/button.tsx';
import { Panel } from '../design/panel.tsx';
import { Failure } from '../design/tone.tsx';
import { AddressSource } from './address-source.tsx';
import { AudioChoice } from './audio-choice.tsx';
import { useFieldError } from './field-errors.tsx';
import { SourceCard } from './source-card.tsx';
import { readSource, writeSource } from './source-choice.ts';
import { sourceOptions } from './source-options.ts';
import type { Hardware } from './use-hardware.ts';

/** What is captured: the test pattern, a camera, a screen, or a file or stream. */
export function SourceSection({ source, hardware, onChange }: SourceSectionProps): ReactElement {
  const name = useId();
  const error = useFieldError('source');
  const choice = readSource(source);
  const options = sourceOptions(hardware.report?.devices ?? [], choice);
  return (
    <Panel
      title="Source"
      aside={
        <Button icon="again" disabled={hardware.isLooking} onClick={hardware.look}>
          {hardware.isLooking ? 'Looking …' : 'Look for cameras and screens'}
        </Button>
      }
    >
      <div className="stack">
        <p className="quiet">
          Each one is tried for real, so the light of a camera may come on for a moment.
        </p>
        <Failure error={hardware.error} />
        <fieldset className="sources">
          <legend className="unseen">Source</legend>
          {options.map((option) => (
            <SourceCard
              key={option.source}
              name={name}
              option={option}
              isChosen={choice.kind !== 'address' && option.source === videoOf(source)}
              onChoose={() => onChange(option.source)}
            />
          ))}
          <AddressSource
            name={name}
            address={choice.kind === 'address' ? choice.address : null}
            error={error}
            onChange={(address) => onChange(writeSource({ kind: 'address', address }))}
          />
        </fieldset>
        {choice.kind === 'device' || choice.kind === 'screen' ? (
          <AudioChoice
            audio={choice.audio}
            devices={hardware.report?.devices ?? []}
            onChange={(audio) => onChange(writeSource({ ...choice, audio }))}
          />
        ) : null}
      </div>
    </Panel>
  );
}

/** A source without the sound beside it: what tells the cards apart. */
function videoOf(source: string): string {
  const choice = readSource(source);
  return 'video' in choice ? choice.video : source;
}

type SourceSectionProps = {
  readonly source: string;
  readonly hardware: Hardware;
  readonly onChange: (source: string) => void;
};
