import { memo, type ReactElement } from 'react';
import type { UploadItem } from '../../contract/api/upload-item.ts';
import { Badge } from '../design/tone.tsx';
import { bytes, count } from '../format/quantity.ts';
import type { StateWords } from '../format/state-words.ts';
import { nextTry, uploadWords } from './upload-words.ts';

/** The columns, in their order. */
export const columns = ['State', 'File', 'Origin', 'Size', 'Attempts', 'Next try'] as const;

/** What a row on its way shows. It has the cells of one that is there: to fill them costs less than to make them. */
const onItsWay = { tone: 'neutral', icon: 'circle', word: '…' } as const satisfies StateWords;

/** What one row shows; memoised, since scrolling draws the list anew dozens of times a second. */
export const UploadRow = memo(function UploadRow({ row, item, nowMs }: UploadRowProps): ReactElement {
  const { tone, icon, word } = item === undefined ? onItsWay : uploadWords(item);
  const name = item?.key ?? `${count(row + 1)} …`;
  return (
    <>
      <td>
        <Badge tone={tone} icon={icon}>
          {word}
        </Badge>
      </td>
      <td className="queue-name" title={name}>
        {name}
      </td>
      <td className="queue-origin quiet" title={item?.originUrl ?? ''}>
        {item?.originUrl ?? ''}
      </td>
      <td className="queue-figure">{item === undefined ? '' : bytes(item.sizeBytes)}</td>
      <td className="queue-figure queue-attempts">{item === undefined ? '' : attempts(item)}</td>
      <td className="queue-figure queue-next">{item === undefined ? '' : nextTry(item, nowMs)}</td>
    </>
  );
});

const attempts = ({ attempts: tries }: UploadItem): string => (tries === 0 ? '–' : count(tries));

type UploadRowProps = {
  /** From 0. */
  readonly row: number;
  /** Undefined: on its way. */
  readonly item: UploadItem | undefined;
  readonly nowMs: number;
};
