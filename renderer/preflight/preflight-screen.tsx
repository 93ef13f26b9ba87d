import { type ReactElement, useEffect, useRef } from 'react';
import type { PreflightReport } from '../../contract/preflight-report.ts';
import { Button } from '../design/button.tsx';
import { Failure, Message } from '../design/tone.tsx';
import { bitRate } from '../format/quantity.ts';
import { OperatorsOnly } from '../frame/operators-only.tsx';
import { useLiveActions } from '../live/live-actions.tsx';
import { isAtRest } from '../live/session-words.ts';
import { consoleStore } from '../state/console-store.ts';
import { useMayAct } from '../state/use-may-act.ts';
import { useStore } from '../state/use-store.ts';
import { useTask } from '../state/use-task.ts';
import { CheckList } from './check-list.tsx';

/** The checks of `surecast doctor`: each with what was found and what to do. */
export default function PreflightScreen(): ReactElement {
  if (useMayAct()) return <Preflight />;
  return (
    <div className="stack preflight">
      <h1>Preflight</h1>
      <OperatorsOnly what="The checks are">{null}</OperatorsOnly>
    </div>
  );
}

function Preflight(): ReactElement {
  const preflight = useTask('preflight');
  const state = useStore(consoleStore, ({ snapshot }) => snapshot?.session.state);
  const { askGoLive } = useLiveActions();
  const idle = state !== undefined && isAtRest(state);
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current || preflight.task !== null || !idle) return;
    begun.current = true;
    void preflight.start({});
  }, [idle, preflight]);
  return (
    <div className="stack preflight">
      <div className="row preflight-head">
        <h1>Preflight</h1>
        <Button icon="again" disabled={preflight.running} onClick={() => preflight.start({})}>
          {preflight.task === null ? 'Run the checks' : 'Run again'}
        </Button>
        {preflight.result?.ok === true && idle && !preflight.running ? (
          <Button kind="primary" icon="dot" onClick={askGoLive}>
            Go live
          </Button>
        ) : null}
      </div>
      {preflight.task === null && !preflight.running ? <WhatIsChecked isIdle={idle} /> : null}
      <div role="status">
        {preflight.running ? (
          <Message tone="note" title="Checking…">
            Source, encoder, disk, clock, origins and uplink are tried for real. That takes some seconds.
          </Message>
        ) : null}
        {preflight.result === null ? null : <Verdict report={preflight.result} />}
      </div>
      <Failure error={preflight.error} />
      {preflight.result === null ? null : <CheckList checks={preflight.result.checks} />}
    </div>
  );
}

/** Before the first run: what it does, and what it leaves alone. */
function WhatIsChecked({ isIdle }: { readonly isIdle: boolean }): ReactElement {
  return (
    <p>
      The checks look at FFmpeg, the source, the encoder, the disk, the clock, each origin and the uplink, and
      say what to do about what is wrong.{' '}
      {isIdle
        ? 'The source is opened for some seconds, and a small file is written to each origin.'
        : 'What is on air is not disturbed: its source, its encoder and its uplink are left alone.'}
    </p>
  );
}

function Verdict({ report }: { readonly report: PreflightReport }): ReactElement {
  const of = (status: string): number => report.checks.filter((check) => check.status === status).length;
  const sends = `A broadcast with these settings sends ${bitRate(report.kilobitsPerSecond * 1000)}.`;
  if (!report.ok)
    return (
      <Message tone="bad" title={`${of('fail')} of ${report.checks.length} checks fail.`}>
        {sends}
      </Message>
    );
  if (of('warn') > 0)
    return (
      <Message
        tone="warn"
        title={`Nothing fails, and ${of('warn')} of ${report.checks.length} checks ask for a look.`}
      >
        {sends}
      </Message>
    );
  return (
    <Message tone="good" title="Ready to go live.">
      {sends}
    </Message>
  );
}
