import type { ReactElement } from 'react';
import type { NetworkSnapshot } from '../../contract/network/network-snapshot.ts';
import { call } from '../api/call.ts';
import { Facts } from '../design/facts.tsx';
import { Panel } from '../design/panel.tsx';
import { Failure, Message } from '../design/tone.tsx';
import { moment } from '../format/clock.ts';
import { ago } from '../format/duration.ts';
import { counted } from '../format/quantity.ts';
import type { ScreenProps } from '../frame/screen-props.ts';
import { useAnswer } from '../state/use-answer.ts';
import { BroadcastPaths } from './broadcast-paths.tsx';
import { tiers } from './network-view.ts';
import { NodeTable } from './node-table.tsx';
import './network.css';

const everyMs = 2000;

/** The delivery network: nodes, load, who pulls from whom and why. `#/network`, `#/network/BROADCAST` explains one. */
export default function NetworkScreen({ rest }: ScreenProps): ReactElement {
  const { value, error } = useAnswer('network', (signal) => call('network', undefined, signal), everyMs);
  return (
    <div className="stack">
      <h1 className="unseen">Network</h1>
      <Failure error={error} />
      {value === null ? <p className="quiet">Asking …</p> : null}
      {value?.kind === 'none' ? (
        <Panel title="Network">
          <p>
            This console watches no delivery network. Name one in the configuration file:{' '}
            <code>
              network: {'{'}nats: [nats://HOST:4222], identity: DIR{'}'}
            </code>
          </p>
        </Panel>
      ) : null}
      {value?.kind === 'unreachable' ? (
        <Message tone="bad" title={value.message} code={value.code}>
          {value.cure} What plays goes on playing meanwhile.
        </Message>
      ) : null}
      {value?.kind === 'snapshot' ? <Network snapshot={value} explained={rest} /> : null}
    </div>
  );
}

function Network({ snapshot, explained }: NetworkProps): ReactElement {
  return (
    <>
      <PlanPanel snapshot={snapshot} />
      <BroadcastPaths snapshot={snapshot} explained={explained} />
      {tiers.map(({ role, title }) => (
        <NodeTable key={role} snapshot={snapshot} role={role} title={title} />
      ))}
    </>
  );
}

type NetworkProps = { readonly snapshot: NetworkSnapshot; readonly explained: string };

/** What the directory has decided, and how fresh that is. */
function PlanPanel({
  snapshot: { plan, planAgeMs, member },
}: {
  readonly snapshot: NetworkSnapshot;
}): ReactElement {
  if (plan === undefined)
    return (
      <Panel title="Plan">
        <p>The directory has no plan yet: no broadcast was registered and no intermediate has joined.</p>
      </Panel>
    );
  const { name, version } = plan.algorithm;
  return (
    <Panel title="Plan" aside={<p className="quiet">as {member} knows it</p>}>
      <Facts
        facts={[
          ['Epoch', `${plan.epoch}: ${plan.reason}`],
          ['Since', moment(plan.changedAt)],
          ['Algorithm', `${name}, version ${version}`],
          ['Broadcasts', counted(Object.keys(plan.broadcasts).length, 'broadcast')],
          ['Last heard of its store', planAgeMs === undefined ? 'never' : ago(planAgeMs / 1000)],
        ]}
      />
    </Panel>
  );
}
