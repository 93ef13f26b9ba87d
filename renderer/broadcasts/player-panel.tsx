import { lazy, type ReactElement, Suspense, useState } from 'react';
import type { BroadcastSnapshot } from '../../contract/snapshot.ts';
import { Button } from '../design/button.tsx';
import { Panel } from '../design/panel.tsx';

/** hls.js is as large as the rest of the page: loaded when something is played. */
const HlsVideo = lazy(() => import('./hls-video.tsx'));

/** Plays what was verified, from the copy on the engine's disk. */
export function PlayerPanel({ broadcast: { name, variants } }: PlayerPanelProps): ReactElement {
  const [isPlaying, setPlaying] = useState(false);
  const isEmpty = variants.every(({ segments }) => segments === 0);
  return (
    <Panel title="Play" aside={isPlaying ? <Button onClick={() => setPlaying(false)}>Close</Button> : null}>
      {isPlaying ? (
        <Suspense fallback={<p className="quiet">Loading the player …</p>}>
          <HlsVideo url={`/watch/${encodeURIComponent(name)}/index.m3u8`} label={`Recording of ${name}`} />
        </Suspense>
      ) : (
        <div className="row">
          <Button icon="play" disabled={isEmpty} onClick={() => setPlaying(true)}>
            Play
          </Button>
          <p className="quiet">
            {isEmpty
              ? 'Nothing was recorded yet.'
              : 'What was delivered and verified, from this machine’s copy.'}
          </p>
        </div>
      )}
    </Panel>
  );
}

type PlayerPanelProps = { readonly broadcast: Pick<BroadcastSnapshot, 'name' | 'variants'> };
