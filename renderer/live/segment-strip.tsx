import type { ReactElement } from 'react';
import type { SegmentProgress } from '../../contract/api/console-snapshot.ts';
import { Panel } from '../design/panel.tsx';
import { byVariant, countStages, stages, stagesText } from './segment-stages.ts';

/** The newest segments on their way, newest on the right: each fills up from captured to verified. */
export function SegmentStrip({ segments }: { readonly segments: readonly SegmentProgress[] }): ReactElement {
  const counts = countStages(segments);
  const rows = byVariant(segments);
  return (
    <Panel title="Segments" className="segments" aside={<Legend counts={counts} />}>
      <div role="img" aria-label={stagesText(segments)}>
        {segments.length === 0 ? (
          <p className="quiet">The first one appears some seconds after the start.</p>
        ) : null}
        {[...rows].map(([variant, ofVariant]) => (
          <div key={variant} className="segment-row">
            {rows.size > 1 ? <span className="segment-variant quiet">{variant}</span> : null}
            <div className="segment-cells">
              {ofVariant.map(({ sequence, stage }) => (
                <span key={sequence} className="segment" data-stage={stage} title={`${sequence}: ${stage}`} />
              ))}
            </div>
          </div>
        ))}
      </div>
    </Panel>
  );
}

function Legend({ counts }: { readonly counts: ReturnType<typeof countStages> }): ReactElement {
  return (
    <ul className="stage-legend" aria-hidden="true">
      {stages.map((stage) => (
        <li key={stage}>
          <span className="segment" data-stage={stage} />
          {stage} <b className="number">{counts[stage]}</b>
        </li>
      ))}
      {counts.gap > 0 ? (
        <li>
          <span className="segment" data-stage="gap" />
          gap <b className="number">{counts.gap}</b>
        </li>
      ) : null}
    </ul>
  );
}
