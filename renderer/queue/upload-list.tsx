import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactElement, useEffect, useId, useRef } from 'react';
import { useMatches } from '../design/use-matches.ts';
import { useNow } from '../state/use-now.ts';
import { moveRow } from './move-row.ts';
import { type PageCache, rowAt } from './page-cache.ts';
import { columns, UploadRow } from './upload-row.tsx';

const headHeight = 34;
const overscan = 4;
const rowHeight = { wide: 38, narrow: 92 } as const;

/**
 * The uploads as a grid of which only what is in sight is in the page. The grid itself has the focus and names the active
 * row (aria-activedescendant), so that the focus is not lost with rows that are taken out.
 */
export function UploadList({ cache, active, onActive, onSee }: UploadListProps): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const isNarrow = useMatches('(max-width: 760px)');
  const height = isNarrow ? rowHeight.narrow : rowHeight.wide;
  const total = cache.total ?? 0;
  const id = useId();
  const nowMs = useNow();
  const list = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    overscan,
    useFlushSync: false,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height is another measure of every row
  useEffect(() => list.measure(), [height, list]);
  const rows = list.getVirtualItems();
  const first = rows[0]?.index ?? 0;
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => onSee(first, last), [first, last, onSee]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const perPage = Math.floor(((scroller.current?.clientHeight ?? 0) - headHeight) / height);
    const target = moveRow(event.key, active ?? -1, total, perPage);
    if (target === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onActive(target);
    list.scrollToIndex(target);
  };
  const isActiveDrawn = active !== null && rows.some(({ index }) => index === active);
  return (
    <div ref={scroller} className="queue-scroller">
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table with keys (ARIA 1.2)
        role="grid"
        className="queue-grid"
        tabIndex={0}
        aria-label="Uploads"
        aria-rowcount={total + 1}
        aria-activedescendant={isActiveDrawn ? `${id}-${active}` : undefined}
        style={{ height: headHeight + list.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        <GridHead />
        <tbody style={{ transform: `translateY(${(rows[0]?.start ?? headHeight) - headHeight}px)` }}>
          {/* A row's place in sight is its key: it is written into and never moved, since what is moved or made is styled anew. */}
          {rows.map(({ index }, place) => (
            <tr
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              key={place}
              id={`${id}-${index}`}
              className="queue-row"
              aria-rowindex={index + 2}
              aria-selected={index === active}
              style={{ height, top: place * height }}
              onClick={() => onActive(index)}
            >
              <UploadRow row={index} item={rowAt(cache, index)} nowMs={nowMs} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type UploadListProps = {
  readonly cache: PageCache;
  /** The chosen row, from 0. */
  readonly active: number | null;
  readonly onActive: (row: number) => void;
  /** Told which rows are in sight. */
  readonly onSee: (first: number, last: number) => void;
};

function GridHead(): ReactElement {
  return (
    <thead>
      <tr className="queue-row" aria-rowindex={1}>
        {columns.map((column) => (
          <th key={column} scope="col">
            {column}
          </th>
        ))}
      </tr>
    </thead>
  );
}
