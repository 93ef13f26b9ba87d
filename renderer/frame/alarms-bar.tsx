import { type ReactElement, useState } from 'react';
import type { Alarm } from '../../contract/api/alarm.ts';
import { consoleActions } from '../../contract/console-actions.ts';
import { asCallError, type CallError, call } from '../api/call.ts';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { Failure } from '../design/tone.tsx';
import { consoleStore } from '../state/console-store.ts';
import { useMayAct } from '../state/use-may-act.ts';
import { useStore } from '../state/use-store.ts';
import { addressOf } from './address.ts';
import { alarmWord } from './alarm-word.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** More of them would push the picture off a small screen; the most pressing come first. */
const shownAtFirst = 2;

/** Every alarm that is raised, on every screen; acknowledged ones stay, smaller, until they clear. */
export function AlarmsBar(): ReactElement | null {
  const alarms = useStore(consoleStore, (state) => state.alarms);
  const mayAct = useMayAct();
  const [all, showAll] = useState(false);
  const [error, setError] = useState<CallError | null>(null);
  const acknowledge = async (id: string): Promise<void> => {
    setError(null);
    await call('acknowledgeAlarm', { body: { id } }).catch((thrown: unknown) =>
      setError(asCallError(thrown)),
    );
  };
  const first = alarms.find(({ acknowledgedAt }) => acknowledgedAt === null);
  useShortcuts([
    {
      ...consoleActions.acknowledge,
      action: 'acknowledge',
      run: () => {
        if (mayAct && first !== undefined) void acknowledge(first.id);
      },
    },
  ]);
  if (alarms.length === 0 && error === null) return null;
  return (
    <section className="alarms" aria-label="Alarms">
      <Failure error={error} />
      <ul>
        {alarms.slice(0, all ? undefined : shownAtFirst).map((alarm) => (
          <AlarmRow
            key={alarm.id}
            alarm={alarm}
            onAcknowledge={mayAct ? () => acknowledge(alarm.id) : undefined}
          />
        ))}
      </ul>
      {alarms.length > shownAtFirst ? (
        <Button kind="bare" aria-expanded={all} onClick={() => showAll(!all)}>
          {all ? 'Show fewer alarms' : `Show all ${alarms.length} alarms`}
        </Button>
      ) : null}
    </section>
  );
}

type AlarmRowProps = { readonly alarm: Alarm; readonly onAcknowledge: (() => void) | undefined };

function AlarmRow({ alarm, onAcknowledge }: AlarmRowProps): ReactElement {
  const seen = alarm.acknowledgedAt !== null;
  return (
    <li className="alarm" data-tone={alarm.severity === 'critical' ? 'bad' : 'warn'} data-seen={seen}>
      <Icon name={alarm.severity === 'critical' ? 'bell' : 'warning'} size={20} />
      <p className="alarm-text">
        <span className="alarm-what" title={alarm.message}>
          <strong>{alarmWord(alarm.kind)}</strong> {alarm.message}
        </span>
        <span>{alarm.cure}</span>
      </p>
      <a href={addressOf('runbook', alarm.kind)} aria-label={`Runbook: ${alarm.message}`}>
        Runbook
      </a>
      {seen ? <span className="quiet">Acknowledged</span> : null}
      {seen || onAcknowledge === undefined ? null : (
        <Button aria-label={`Acknowledge: ${alarm.message}`} onClick={onAcknowledge}>
          Acknowledge
        </Button>
      )}
    </li>
  );
}
