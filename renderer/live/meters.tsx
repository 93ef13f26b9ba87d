import { type ReactElement, useEffect, useRef, useState } from 'react';
import { metersStore } from '../state/console-store.ts';
import { useStore } from '../state/use-store.ts';
import {
  type MeterState,
  meterPosition,
  meterScale,
  meterText,
  nextMeter,
  silentMeter,
} from './meter-ballistics.ts';

const marks = [0, -9, -20, -40, -60];
/** By how many there are. */
const channelNames: Readonly<Record<number, readonly string[]>> = { 1: ['Mono'], 2: ['Left', 'Right'] };
/** Levels older than this are not shown as if they were now. */
const staleMs = 1500;

/** Peak levels of the captured sound, one bar a channel. */
export function Meters(): ReactElement {
  const channels = useStore(metersStore, (meters) => meters?.channels.length ?? 0);
  return (
    <figure className="meters" aria-label="Audio levels">
      <div className="meter-bars">
        {channels === 0
          ? [0, 1].map((channel) => <div key={channel} className="meter" data-off="true" />)
          : Array.from({ length: channels }, (_, channel) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a channel is known by its place
              <Meter key={channel} channel={channel} of={channels} />
            ))}
      </div>
      <div className="meter-marks number" aria-hidden="true">
        {marks.map((db) => (
          <span key={db} ref={(mark) => placeAt(mark, db)}>
            {db}
          </span>
        ))}
      </div>
      {channels === 0 ? <figcaption className="unseen">No sound is measured.</figcaption> : null}
    </figure>
  );
}

function placeAt(mark: HTMLElement | null, db: number): void {
  mark?.style.setProperty('--at', String(meterPosition(db)));
}

function Meter({ channel, of }: { readonly channel: number; readonly of: number }): ReactElement {
  const bar = useRef<HTMLDivElement>(null);
  const spoken = useMeter(channel, bar);
  const name = channelNames[of]?.[channel] ?? `Channel ${channel + 1}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <meter> cannot be drawn with colours by level and a mark of the peak
    <div
      ref={bar}
      className="meter"
      role="meter"
      aria-label={name}
      aria-valuemin={meterScale.floorDb}
      aria-valuemax={0}
      aria-valuenow={Math.max(meterScale.floorDb, Math.round(spoken))}
      aria-valuetext={meterText(spoken)}
    >
      <div className="meter-fill" />
      <div className="meter-peak" />
    </div>
  );
}

/** Draws a channel each frame, past React. @returns the level as of the last second, for what is not drawn */
function useMeter(channel: number, bar: React.RefObject<HTMLElement | null>): number {
  const [spokenDb, speak] = useState(silentMeter.levelDb);
  useEffect(() => {
    let state: MeterState = silentMeter;
    let beforeMs = performance.now();
    let spokenAtMs = 0;
    let spoken = silentMeter.levelDb;
    let frame = 0;
    const draw = (nowMs: number): void => {
      const peakDb = newestPeakDb(channel);
      state = peakDb === null ? silentMeter : nextMeter(state, peakDb, nowMs - beforeMs, nowMs);
      beforeMs = nowMs;
      bar.current?.style.setProperty('--level', meterPosition(state.levelDb).toFixed(3));
      bar.current?.style.setProperty('--peak', meterPosition(state.peakDb).toFixed(3));
      if (nowMs - spokenAtMs > 1000) {
        spokenAtMs = nowMs;
        const levelDb = Math.round(state.levelDb);
        // React would keep every update that changes nothing until it draws the bar anew, which an even level never asks for.
        if (levelDb !== spoken) speak(levelDb);
        spoken = levelDb;
      }
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [channel, bar]);
  return spokenDb;
}

let receivedAtMs = 0;
metersStore.subscribe(() => {
  receivedAtMs = performance.now();
});

/** Null: nothing is measured now. */
function newestPeakDb(channel: number): number | null {
  if (performance.now() - receivedAtMs > staleMs) return null;
  return metersStore.get()?.channels[channel]?.peakDb ?? null;
}
