import type { ReactElement } from 'react';
import { call } from '../api/call.ts';
import { consoleStore } from '../state/console-store.ts';
import { useAnswer } from '../state/use-answer.ts';
import { useMayAct } from '../state/use-may-act.ts';
import { useStore } from '../state/use-store.ts';
import { FigureTiles } from './figure-tiles.tsx';
import { figuresOf } from './figures.ts';
import { Meters } from './meters.tsx';
import { NextSteps } from './next-steps.tsx';
import { OriginsTable } from './origins-table.tsx';
import { Preview } from './preview.tsx';
import { RatesPanel } from './rates-panel.tsx';
import { SegmentStrip } from './segment-strip.tsx';
import { isAtRest } from './session-words.ts';
import './live.css';

const ratesEveryMs = 2000;

/** What a crew looks at during an event. */
export function LiveScreen(): ReactElement {
  const snapshot = useStore(consoleStore, (state) => state.snapshot);
  const rates = useAnswer('rates', (signal) => call('rates', undefined, signal), ratesEveryMs);
  const mayAct = useMayAct();
  if (snapshot === null) return <h1 className="unseen">Live</h1>;
  const idle = isAtRest(snapshot.session.state);
  return (
    <div className="live">
      <h1 className="unseen">Live</h1>
      <div className="live-side">
        <section className="panel sight" aria-label="Picture and sound">
          <Preview source={snapshot.session.source} signal={snapshot.signal} />
          <Meters />
        </section>
        <RatesPanel rates={rates.value} />
      </div>
      <div className="live-side">
        {idle && mayAct ? <NextSteps snapshot={snapshot} /> : null}
        <FigureTiles figures={figuresOf(snapshot, rates.value)} />
        {idle && snapshot.segments.length === 0 ? null : <SegmentStrip segments={snapshot.segments} />}
        {snapshot.broadcast === null ? null : <OriginsTable origins={snapshot.broadcast.origins} />}
      </div>
    </div>
  );
}
