import { type ReactElement, useEffect, useState } from 'react';
import { consoleStore } from '../state/console-store.ts';
import { nextAnnouncement, nothingAnnounced } from './announce.ts';

/** Tells screen readers of new alarms; nothing to be seen. */
export function AlarmAnnouncer(): ReactElement {
  const [{ text, atMs }, say] = useState(nothingAnnounced);
  useEffect(() => {
    let announced = nothingAnnounced;
    const look = (): void => {
      const before = announced;
      announced = nextAnnouncement(before, consoleStore.get().alarms, Date.now());
      // React keeps every update of a state until it draws again, also those that change nothing: for hours, that is, while all is well.
      if (announced.atMs !== before.atMs) say(announced);
    };
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
      {/* A new element each time: the same words as before are said again only then. */}
      <span key={atMs}>{text}</span>
    </div>
  );
}
