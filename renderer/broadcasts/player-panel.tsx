import { type ReactElement, Suspense, useState } from 'react';
import type { BroadcastSnapshot } from '../../contract/snapshot.ts';
import { Button } from '../design/button.tsx';
import { Choice } from '../design/choice.tsx';
import { Panel } from '../design/panel.tsx';
import { PartBoundary } from '../design/part-boundary.tsx';
import { lazyPart } from '../state/lazy-part.ts';

/** hls.js is as large as the rest of the page: loaded when something is played. */
const HlsVideo = lazyPart(() => import('./hls-video.tsx'));

/** Plays what was verified: the copy on the engine's disk, or what an origin gives to viewers. */
export function PlayerPanel({ broadcast: { name, variants, origins } }: PlayerPanelProps): ReactElement {
  const [isPlaying, setPlaying] = useState(false);
  const [place, setPlace] = useState('local');
  const places = [
    ['local', 'This machine’s copy'] as const,
    ...origins.map(({ url }, number) => [String(number), origins.length === 1 ? 'The origin' : url] as const),
  ];
  const below = place === 'local' ? '/watch/' : '/watch-origin/';
  const at = place === 'local' ? '' : `/${place}`;
  const isEmpty = variants.every(({ segments }) => segments === 0);
  return (
    <Panel title="Play" aside={isPlaying ? <Button onClick={() => setPlaying(false)}>Close</Button> : null}>
      <div className="stack">
        <Choice label="From" value={place} options={places} onChange={setPlace} />
        {isPlaying ? (
          <PartBoundary what="The player">
            <Suspense fallback={<p className="quiet">Loading the player …</p>}>
              <HlsVideo
                key={place}
                url={`${below}${encodeURIComponent(name)}${at}/index.m3u8`}
                label={`Recording of ${name}`}
              />
            </Suspense>
          </PartBoundary>
        ) : (
          <div className="row">
            <Button icon="play" disabled={isEmpty} onClick={() => setPlaying(true)}>
              Play
            </Button>
            <p className="quiet">
              {isEmpty
                ? 'Nothing was recorded yet.'
                : place === 'local'
                  ? 'What was delivered and verified, from this machine’s disk.'
                  : 'What viewers get, read back from the origin.'}
            </p>
          </div>
        )}
      </div>
    </Panel>
  );
}

type PlayerPanelProps = { readonly broadcast: Pick<BroadcastSnapshot, 'name' | 'variants' | 'origins'> };
