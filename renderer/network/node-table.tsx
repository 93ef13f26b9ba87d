import type { ReactElement } from 'react';
import type { NetworkSnapshot } from '../../contract/network/network-snapshot.ts';
import type { NodeRole } from '../../contract/network/node-name.ts';
import { Panel } from '../design/panel.tsx';
import { TableFrame } from '../design/table-frame.tsx';
import { Badge } from '../design/tone.tsx';
import { ago } from '../format/duration.ts';
import { bitRate, bytes, count, counted, percent } from '../format/quantity.ts';
import { type NodeRow, nodesOf } from './network-view.ts';

/** A clock further off than this is said: tokens and dates in playlists depend on it. */
const wrongClockMs = 2_000;

/** The nodes of one tier. */
export function NodeTable({ snapshot, role, title }: NodeTableProps): ReactElement {
  const nodes = nodesOf(snapshot, role);
  return (
    <Panel title={title} aside={<p className="quiet">{counted(nodes.length, 'node')}</p>}>
      {nodes.length === 0 ? (
        <p>None was heard.</p>
      ) : (
        <TableFrame label={`${title}, all figures`}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Node</th>
                <th scope="col">State</th>
                <th scope="col">Sends</th>
                <th scope="col">Processor</th>
                <th scope="col">Memory</th>
                <th scope="col">{role === 'edge' ? 'Viewers' : 'Broadcasts'}</th>
                <th scope="col">Heard</th>
              </tr>
            </thead>
            <tbody>
              {nodes.map((node) => (
                <Row key={node.name} node={node} role={role} />
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </Panel>
  );
}

type NodeTableProps = {
  readonly snapshot: NetworkSnapshot;
  readonly role: NodeRole;
  readonly title: string;
};

function Row({ node, role }: { readonly node: NodeRow; readonly role: NodeRole }): ReactElement {
  const { load } = node.heartbeat;
  return (
    <tr>
      <th scope="row">{node.name}</th>
      <td>
        <Health node={node} />
        <Notes node={node} />
      </td>
      <td>
        {bitRate(load.egressBitsPerSecond)}{' '}
        <span className="quiet">({percent(load.egressBitsPerSecond, load.capacityBitsPerSecond)})</span>
      </td>
      <td>{percent(load.cpu, 1)}</td>
      <td>{bytes(load.memoryBytes)}</td>
      <td>{role === 'edge' ? `${count(load.viewers)} of ${count(load.maxViewers)}` : carries(node)}</td>
      <td>{ago(node.heardAgeMs / 1000)}</td>
    </tr>
  );
}

const carries = ({ primaries, standbys, heartbeat }: NodeRow): string =>
  heartbeat.roles.includes('intermediate') ? `${count(primaries)} + ${count(standbys)} standby` : '';

function Health({ node: { health, heartbeat } }: { readonly node: NodeRow }): ReactElement {
  if (health === 'dead') return <Badge tone="bad">Dead</Badge>;
  if (health === 'suspect') return <Badge tone="warn">Silent</Badge>;
  if (heartbeat.state === 'draining') return <Badge tone="warn">Draining</Badge>;
  return <Badge tone="good">Alive</Badge>;
}

/** What else is wrong with a node. */
function Notes({ node }: { readonly node: NodeRow }): ReactElement | null {
  const { wrongBytesFrom } = node.heartbeat;
  const wrong = Object.entries(wrongBytesFrom).map(
    ([server, objects]) => `${counted(objects, 'object')} with wrong bytes from ${server}`,
  );
  const clock =
    Math.abs(node.clockOffsetMs) > wrongClockMs
      ? [`its clock is ${(node.clockOffsetMs / 1000).toFixed(1)} s off`]
      : [];
  const notes = [...clock, ...wrong];
  return notes.length === 0 ? null : <span className="node-notes">{notes.join('; ')}</span>;
}
