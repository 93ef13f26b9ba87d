import { type ReactElement, Suspense, useState } from 'react';
import type { RateHistory } from '../../contract/api/console-snapshot.ts';
import { Panel } from '../design/panel.tsx';
import { PartBoundary } from '../design/part-boundary.tsx';
import { lazyPart } from '../state/lazy-part.ts';
import { ratesText } from './rate-series.ts';

const RatesChart = lazyPart(() => import('./rates-chart.tsx'));

const spans = [
  { key: 'lastMinute', label: '60 s' },
  { key: 'lastHour', label: '60 min' },
] as const;

/** What is captured and what leaves, over a minute or an hour, drawn and said. */
export function RatesPanel({ rates }: { readonly rates: RateHistory | null }): ReactElement {
  const [span, setSpan] = useState<(typeof spans)[number]['key']>('lastMinute');
  const points = rates?.[span] ?? [];
  return (
    <Panel
      title="Rates, bit/s"
      className="rates"
      aside={
        <div className="rates-aside">
          <span className="rate-key" data-series="captured">
            bit rate
          </span>
          <span className="rate-key" data-series="uplink">
            uplink
          </span>
          <fieldset className="segmented">
            <legend className="unseen">Time span</legend>
            {spans.map(({ key, label }) => (
              <button key={key} type="button" aria-pressed={key === span} onClick={() => setSpan(key)}>
                {label}
              </button>
            ))}
          </fieldset>
        </div>
      }
    >
      <PartBoundary what="The chart">
        <Suspense fallback={<div className="chart" />}>
          <RatesChart points={points} seconds={span === 'lastMinute' ? 60 : 3600} />
        </Suspense>
      </PartBoundary>
      <p className="unseen">{ratesText(points)}</p>
    </Panel>
  );
}
