import type { ReactElement } from 'react';
import type { NetworkSnapshot } from '../../contract/network/network-snapshot.ts';
import { Panel } from '../design/panel.tsx';
import { counted } from '../format/quantity.ts';
import { addressOf } from '../frame/address.ts';
import { ExplanationView } from './explanation-view.tsx';
import { type BroadcastRow, broadcastsOf } from './network-view.ts';

/** Every broadcast on its way from the main server to the edges that pull it. */
export function BroadcastPaths({ snapshot, explained }: BroadcastPathsProps): ReactElement {
  const broadcasts = broadcastsOf(snapshot);
  return (
    <Panel title="Broadcasts" aside={<p className="quiet">who pulls from whom</p>}>
      {broadcasts.length === 0 ? <p>No broadcast is in the network.</p> : null}
      <ul className="paths">
        {broadcasts.map((broadcast) => (
          <li key={broadcast.name}>
            <Path broadcast={broadcast} isExplained={broadcast.name === explained} />
            {broadcast.name === explained ? <ExplanationView broadcast={explained} /> : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

type BroadcastPathsProps = { readonly snapshot: NetworkSnapshot; readonly explained: string };

function Path({ broadcast, isExplained }: PathProps): ReactElement {
  const { name, main, servers, viewers, pulls } = broadcast;
  const [primary = main, ...standbys] = servers;
  const others = standbys.filter((standby) => !pulls.some(({ from }) => from === standby));
  const sources = [...new Set([primary, ...pulls.map(({ from }) => from)])].filter((from) => from !== '');
  return (
    <div className="path">
      <p className="path-head">
        <strong>{name}</strong> <span className="quiet">{counted(viewers, 'viewer')}</span>{' '}
        <a href={isExplained ? addressOf('network') : addressOf('network', name)}>
          {isExplained ? 'Hide why' : 'Why there?'}
        </a>
      </p>
      <ol className="path-tree">
        <li>
          {main}
          <ul>
            {sources.map((from) => (
              <li key={from}>
                {from} <span className="quiet">{from === primary ? 'primary' : 'standby in use'}</span>
                <ul>
                  {pulls
                    .filter((pull) => pull.from === from)
                    .map(({ edge, viewers: watching }) => (
                      <li key={edge}>
                        {edge} <span className="quiet">{counted(watching, 'viewer')}</span>
                      </li>
                    ))}
                </ul>
              </li>
            ))}
            {others.map((standby) => (
              <li key={standby}>
                {standby} <span className="quiet">standby</span>
              </li>
            ))}
          </ul>
        </li>
      </ol>
    </div>
  );
}

type PathProps = { readonly broadcast: BroadcastRow; readonly isExplained: boolean };
