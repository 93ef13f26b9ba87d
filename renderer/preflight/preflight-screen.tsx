import { type ReactElement, useEffect, useRef } from 'react';
import type { PreflightReport } from '../../contract/preflight-report.ts';
import { Button } from '../design/button.tsx';
import { Failure, Message } from '../design/tone.tsx';
import { bitRate } from '../format/quantity.ts';
import { useLiveActions } from '../live/live-actions.tsx';
import { canGoLive } from '../live/session-words.ts';
import { consoleStore } from '../state/console-store.ts';
import { useStore } from '../state/use-store.ts';
import { useTask } from '../state/use-task.ts';
import { CheckList } from './check-list.tsx';

/** The checks of `surecast doctor`: each with what was found and what to do. */
export default function PreflightScreen(): ReactElement {
  const preflight = useTask('preflight');
  const state = useStore(consoleStore, ({ snapshot }) => snapshot?.session.state);
  const { askGoLive } = useLiveActions();
  const idle = state !== undefined && canGoLive(state);
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
