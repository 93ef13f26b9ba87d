import { type CaptureInput, type InputContext, packetQueue } from './input.ts';

/** A Blackmagic DeckLink or UltraStudio with its embedded audio; needs an FFmpeg built with DeckLink. */
export function decklinkInput(name: string, _context: InputContext): CaptureInput {
  return {
    // The card's own queue holds raw frames: 1 GiB is the muxer's default and about 5 s of 1080p60.
    args: [...packetQueue, '-f', 'decklink', '-channels', '2', '-i', name],
    hasVideo: true,
    hasAudio: true,
    audioInput: 0,
    live: true,
    endsByItself: false,
  };
}
