import type { ReactElement } from 'react';
import type { UploadItem } from '../../contract/api/upload-item.ts';
import { cureOf } from '../../contract/error-codes.ts';
import { Facts } from '../design/facts.tsx';
import { Panel } from '../design/panel.tsx';
import { Badge, Message } from '../design/tone.tsx';
import { moment } from '../format/clock.ts';
import { ago } from '../format/duration.ts';
import { bytes, count } from '../format/quantity.ts';
import { useNow } from '../state/use-now.ts';
import { nextTry, uploadWords } from './upload-words.ts';

/** Everything about the chosen upload; what went wrong with it last, and what to do. */
export function UploadDetails({ item }: { readonly item: UploadItem | undefined }): ReactElement {
  const nowMs = useNow();
  if (item === undefined)
    return (
      <Panel title="Chosen file">
        <p className="quiet">Choose a row, with a click or the arrow keys, to see all about it.</p>
      </Panel>
    );
  const { tone, icon, word } = uploadWords(item);
  const next = nextTry(item, nowMs);
  return (
    <Panel
      title="Chosen file"
      aside={
        <Badge tone={tone} icon={icon}>
          {word}
        </Badge>
      }
    >
      <div className="stack">
        <p className="break">
          <code>{item.key}</code>
        </p>
        {item.error === null ? null : (
          <Message
            tone={item.state === 'queued' ? 'warn' : 'bad'}
            title={item.error.message}
            code={item.error.code}
          >
            {cureOf(item.error.code)}
          </Message>
        )}
        <Facts
          facts={[
            ['Broadcast', item.broadcast],
            ['Origin', item.originUrl],
            ['Kind', item.kind],
            ['Size', bytes(item.sizeBytes)],
            ['Entered', `${moment(item.createdAtMs)}, ${ago((nowMs - item.createdAtMs) / 1000)}`],
            ['Attempts', count(item.attempts)],
            ['Next try', next],
            ['Verified', item.verifiedAtMs === null ? '' : moment(item.verifiedAtMs)],
          ]}
        />
      </div>
    </Panel>
  );
}
