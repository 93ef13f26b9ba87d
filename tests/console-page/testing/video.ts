/** What is used here of a video element: tests know no DOM. */
type Video = {
  readonly currentTime: number;
  getVideoPlaybackQuality(): { readonly totalVideoFrames: number };
  addEventListener(type: 'timeupdate', listener: () => void): void;
};

/** Runs in the page: resolves once more than a second of a video was really shown. */
export function untilFramesAdvance(video: Video): Promise<void> {
  return new Promise((resolve) => {
    video.addEventListener('timeupdate', () => {
      if (video.currentTime > 1 && video.getVideoPlaybackQuality().totalVideoFrames > 25) resolve();
    });
  });
}
