import { type ReactElement, useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { RatePoint } from '../../contract/api/console-snapshot.ts';
import { rateColumns } from './rate-series.ts';

/** Lines of the two rates. The page's own text says the same for those who can't see them. */
export default function RatesChart({ points, seconds }: RatesChartProps): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  useEffect(() => {
    const box = place.current;
    if (box === null) return;
    let drawn: uPlot | null = null;
    const draw = (): void => {
      drawn?.destroy();
      drawn = new uPlot(options(box), plot.current?.data ?? [[], [], []], box);
      plot.current = drawn;
    };
    draw();
    const resized = new ResizeObserver(() =>
      drawn?.setSize({ width: box.clientWidth, height: box.clientHeight }),
    );
    resized.observe(box);
    // Colours are read when the plot is made: another theme needs another plot.
    const themed = new MutationObserver(draw);
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', draw);
    return () => {
      resized.disconnect();
      themed.disconnect();
      system.removeEventListener('change', draw);
      drawn?.destroy();
      plot.current = null;
    };
  }, []);
  useEffect(() => {
    const columns = rateColumns(points);
    const end = columns[0].at(-1) ?? Date.now() / 1000;
    plot.current?.batch(() => {
      plot.current?.setData(columns);
      plot.current?.setScale('x', { min: end - seconds, max: end });
    });
  }, [points, seconds]);
  return <div ref={place} className="chart" aria-hidden="true" />;
}

type RatesChartProps = { readonly points: readonly RatePoint[]; readonly seconds: number };

/** A scale that shows nothing should not make a mountain of it. */
const leastMegabits = 0.5;

function options(box: HTMLElement): uPlot.Options {
  const style = getComputedStyle(box);
  const colour = (name: string): string => resolved(box, style.getPropertyValue(name));
  const axis = { stroke: colour('--quiet'), font: '12px system-ui', ticks: { show: false } };
  return {
    width: box.clientWidth,
    height: box.clientHeight,
    legend: { show: false },
    cursor: { show: false },
    padding: [6, 26, 0, 0],
    scales: {
      x: { time: true },
      y: { range: (_plot, _min, max) => [0, Math.max(leastMegabits, max * 1.15)] },
    },
    axes: [
      { ...axis, size: 22, grid: { show: false }, values: timeLabels, space: 96 },
      {
        ...axis,
        size: 44,
        space: 26,
        grid: { stroke: colour('--line'), width: 1 },
        values: (_plot, splits) => splits.map(rateLabel),
      },
    ],
    series: [
      {},
      { label: 'captured', stroke: colour('--quiet'), width: 2, dash: [6, 4], points: { show: false } },
      { label: 'uplink', stroke: colour('--accent'), width: 2.5, points: { show: false } },
    ],
  };
}

/** Megabits a second, as short as an axis needs it. */
function rateLabel(megabits: number): string {
  if (megabits === 0) return '0';
  return megabits < 1 ? `${Math.round(megabits * 1000)} k` : `${megabits} M`;
}

const minuteAndSecond = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const hourAndMinute = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function timeLabels(_plot: uPlot, splits: number[]): string[] {
  const step = (splits[1] ?? 0) - (splits[0] ?? 0);
  const format = step > 0 && step < 60 ? minuteAndSecond : hourAndMinute;
  return splits.map((seconds) => format.format(seconds * 1000));
}

/** A canvas knows no light-dark(): the browser resolves it for an element. */
function resolved(box: HTMLElement, value: string): string {
  const probe = document.createElement('span');
  probe.style.color = value;
  box.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
