import { type ReactElement, useEffect, useState } from 'react';
import { consoleStore } from '../state/console-store.ts';
import { nextAnnouncement, nothingAnnounced } from './announce.ts';

/** Tells screen readers of new alarms; nothing to be seen. */
export function AlarmAnnouncer(): ReactElement {
  const [said, say] = useState(nothingAnnounced);
  useEffect(() => {
    const look = (): void => say((before) => nextAnnouncement(before, consoleStore.get().alarms, Date.now()));
    look();
    const end = consoleStore.subscribe(look);
    const timer = setInterval(look, 2000);
    return () => {
      end();
      clearInterval(timer);
    };
  }, []);
  return (
    <div role="alert" className="unseen">
      {said.text}
    </div>
  );
}
