import type { ReactElement } from 'react';
import type { BroadcastSnapshot } from '../../contract/snapshot.ts';
import { Facts } from '../design/facts.tsx';
import { Panel } from '../design/panel.tsx';
import { Badge } from '../design/tone.tsx';
import { moment } from '../format/clock.ts';
import { clockTime } from '../format/duration.ts';
import { count, counted } from '../format/quantity.ts';
import { useMayAct } from '../state/use-may-act.ts';
import { useOnAir } from '../state/use-on-air.ts';
import { broadcastWords, gaps, mediaSeconds } from './broadcast-words.ts';
import { ExportPanel } from './export-panel.tsx';
import { NextStep } from './next-step.tsx';
import { OriginList } from './origin-list.tsx';
import { PlayerPanel } from './player-panel.tsx';
import { ReceiptsPanel } from './receipts-panel.tsx';
import { VerifyPanel } from './verify-panel.tsx';

/** All about one broadcast, and what can be done with it. */
export function BroadcastDetails({ broadcast }: { readonly broadcast: BroadcastSnapshot }): ReactElement {
  const { tone, icon, word } = broadcastWords(broadcast, useOnAir());
  const mayAct = useMayAct();
  const hasReceipt = broadcast.origins.some(({ complete }) => complete);
  const receipts = <ReceiptsPanel name={broadcast.name} isSigned={hasReceipt} />;
  return (
    <div className="stack broadcast-details">
      <Panel
        className="broadcast-head"
        title={broadcast.name}
        aside={
          <Badge tone={tone} icon={icon}>
            {word}
          </Badge>
        }
      >
        <div className="stack">
          <BroadcastFacts broadcast={broadcast} />
          <NextStep broadcast={broadcast} />
        </div>
      </Panel>
      {broadcast.phase === 'complete' ? receipts : <OriginList broadcast={broadcast} />}
      <PlayerPanel broadcast={broadcast} />
      {mayAct ? <VerifyPanel name={broadcast.name} /> : null}
      {broadcast.phase === 'complete' ? <OriginList broadcast={broadcast} /> : receipts}
      {broadcast.phase === 'complete' || !mayAct ? null : <ExportPanel broadcast={broadcast} />}
    </div>
  );
}

function BroadcastFacts({ broadcast }: { readonly broadcast: BroadcastSnapshot }): ReactElement {
  const { variants, startedAt, endedAt, handedOverAt, container } = broadcast;
  const lost = gaps(broadcast);
  return (
    <Facts
      facts={[
        ['Began', moment(startedAt)],
        ['Ended', endedAt === null ? '' : moment(endedAt)],
        ['Handed over', handedOverAt === null ? '' : moment(handedOverAt)],
        ['Length', clockTime(mediaSeconds(broadcast))],
        ['Lost', lost === 0 ? 'nothing' : `${counted(lost, 'gap')}, each a segment’s length of media`],
        [
          'Variants',
          variants.map(({ name, segments }) => `${name} (${counted(segments, 'segment')})`).join(', '),
        ],
        ['Packaging', container === 'ts' ? 'MPEG-TS' : 'fragmented MP4'],
        ['Origins', count(broadcast.origins.length)],
      ]}
    />
  );
}
