import { memo, type ReactElement } from 'react';
import type { UploadItem } from '../../contract/api/upload-item.ts';
import { Badge } from '../design/tone.tsx';
import { bytes, count } from '../format/quantity.ts';
import { nextTry, uploadWords } from './upload-words.ts';

/** The columns, in their order. */
export const columns = ['State', 'File', 'Origin', 'Size', 'Attempts', 'Next try'] as const;

/** What one row shows; memoised, since scrolling draws the list anew dozens of times a second. */
export const UploadRow = memo(function UploadRow({ row, item, nowMs }: UploadRowProps): ReactElement {
  if (item === undefined) return <td className="quiet">{count(row + 1)} …</td>;
  const { tone, icon, word } = uploadWords(item);
  return (
    <>
      <td>
        <Badge tone={tone} icon={icon}>
          {word}
        </Badge>
      </td>
      <td className="queue-name" title={item.key}>
        {item.key}
      </td>
      <td className="queue-origin quiet" title={item.originUrl}>
        {item.originUrl}
      </td>
      <td className="queue-figure">{bytes(item.sizeBytes)}</td>
      <td className="queue-figure queue-attempts">{item.attempts === 0 ? '–' : count(item.attempts)}</td>
      <td className="queue-figure queue-next">{nextTry(item, nowMs)}</td>
    </>
  );
});

type UploadRowProps = {
  /** From 0. */
  readonly row: number;
  /** Undefined: on its way. */
  readonly item: UploadItem | undefined;
  readonly nowMs: number;
};
