import Hls, { type ErrorData } from 'hls.js/light';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { Message } from '../design/tone.tsx';

/** Plays a playlist. @param url of a Multivariant Playlist */
export default function HlsVideo({ url, label }: HlsVideoProps): ReactElement {
  const video = useRef<HTMLVideoElement>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    setFailure(null);
    return play(element, url, setFailure);
  }, [url]);
  return (
    <div className="stack">
      {failure === null ? null : (
        <Message tone="bad" title="It cannot be played." role="alert">
          {failure}
        </Message>
      )}
      {/* biome-ignore lint/a11y/useMediaCaption: what is captured has no captions */}
      <video ref={video} className="player" controls playsInline aria-label={label} />
    </div>
  );
}

type HlsVideoProps = { readonly url: string; readonly label: string };

/** @returns ends it */
function play(video: HTMLVideoElement, url: string, fail: (reason: string) => void): () => void {
  if (!Hls.isSupported()) {
    // Safari plays playlists itself.
    video.src = url;
    video.onerror = () => fail(video.error?.message ?? 'The browser gives no reason.');
    void video.play().catch(() => {});
    return () => video.removeAttribute('src');
  }
  // A worker would be made of a blob, which the page's content security policy does not allow.
  const hls = new Hls({ enableWorker: false });
  hls.on(Hls.Events.ERROR, createRecovery(hls, fail));
  hls.on(Hls.Events.MANIFEST_PARSED, () => {
    // Browsers may refuse to begin with sound; the controls are there.
    void video.play().catch(() => {});
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  return () => hls.destroy();
}

/** What fails again sooner after it was begun anew can't be played. */
const recoverEveryMs = 5_000;

/** One damaged segment does not end a recording; what can't be fetched or played does. */
function createRecovery(hls: Hls, fail: (reason: string) => void): (event: string, data: ErrorData) => void {
  let recoveredAtMs = Number.NEGATIVE_INFINITY;
  return (_event, { fatal, type, details, response }) => {
    if (!fatal) return;
    const isPlayable = details !== Hls.ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR;
    const mayRecover = isPlayable && performance.now() - recoveredAtMs > recoverEveryMs;
    if (type === Hls.ErrorTypes.MEDIA_ERROR && mayRecover) {
      recoveredAtMs = performance.now();
      hls.recoverMediaError();
    } else
      fail(isPlayable ? reasonOf(details, response?.code) : 'This browser can’t decode its video or audio.');
  };
}

const reasonOf = (details: string, status: number | undefined): string =>
  status === 404
    ? 'Nothing is published here yet, or the copy was removed from the disk.'
    : `hls.js: ${details}`;
