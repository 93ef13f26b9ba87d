import type { ReactElement } from 'react';
import type { BroadcastSnapshot } from '../../contract/snapshot.ts';
import { Panel } from '../design/panel.tsx';
import { Badge } from '../design/tone.tsx';
import { moment } from '../format/clock.ts';
import { clockTime } from '../format/duration.ts';
import { addressOf } from '../frame/address.ts';
import { useOnAir } from '../state/use-on-air.ts';
import { broadcastWords, mediaSeconds } from './broadcast-words.ts';

/** The broadcasts to choose from. */
export function BroadcastList({ broadcasts, chosen }: BroadcastListProps): ReactElement {
  const onAir = useOnAir();
  return (
    <Panel title={`Broadcasts · ${broadcasts.length}`} className="broadcast-list">
      <ul>
        {broadcasts.map((broadcast) => {
          const { tone, icon, word } = broadcastWords(broadcast, onAir);
          return (
            <li key={broadcast.name}>
              <a
                href={addressOf('broadcasts', broadcast.name)}
                aria-current={broadcast.name === chosen ? 'true' : undefined}
              >
                <span className="broadcast-name">{broadcast.name}</span>
                <Badge tone={tone} icon={icon}>
                  {word}
                </Badge>
                <span className="quiet">
                  {moment(broadcast.startedAt)} · {clockTime(mediaSeconds(broadcast))}
                </span>
              </a>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

type BroadcastListProps = {
  readonly broadcasts: readonly BroadcastSnapshot[];
  readonly chosen: string | undefined;
};
