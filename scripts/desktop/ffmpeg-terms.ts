/** On which terms a build of FFmpeg may be passed on, by what it says of how it was configured. */
export type FfmpegTerms =
  | { readonly licence: 'LGPL-2.1-or-later' | 'LGPL-3.0-or-later' | 'GPL-2.0-or-later' | 'GPL-3.0-or-later' }
  | { readonly licence: 'none'; readonly reason: string };

/** Reads the terms from the output of `ffmpeg -version`. Pure. */
export function ffmpegTerms(versionOutput: string): FfmpegTerms {
  const flags = /^configuration:(.*)$/m.exec(versionOutput)?.[1];
  if (flags === undefined) return { licence: 'none', reason: 'it does not say how it was configured' };
  const has = (flag: string): boolean => new RegExp(`(^|\\s)${flag}(\\s|$)`).test(flags);
  if (has('--enable-nonfree'))
    return { licence: 'none', reason: 'it was built with --enable-nonfree, and may be passed on to nobody' };
  const version = has('--enable-version3') ? 3 : 2;
  if (has('--enable-gpl')) return { licence: version === 3 ? 'GPL-3.0-or-later' : 'GPL-2.0-or-later' };
  return { licence: version === 3 ? 'LGPL-3.0-or-later' : 'LGPL-2.1-or-later' };
}

/** Whether what `ldd` or `otool -L` prints of a program names FFmpeg's own libraries: such a program runs nowhere else. Pure. */
export function needsOwnLibraries(linkedLibraries: string): boolean {
  return /lib(avcodec|avformat|avdevice|avfilter|avutil|swscale|swresample|postproc)\b/.test(linkedLibraries);
}

/** What goes beside FFmpeg: what it is, and the offer of its source that its licence asks for. Pure. */
export function sourceOffer(versionOutput: string, licence: string, sourceUrl: string): string {
  const [first = ''] = versionOutput.split('\n');
  const configuration = /^configuration:.*$/m.exec(versionOutput)?.[0] ?? '';
  return `FFmpeg is a program of its own, with its own licence, which Surecast starts as a process.

${first}
${configuration}

Licence: ${licence}; its text is in LICENCE.txt beside this file.

The complete source of this very build, with the scripts that control its compilation, is offered at
    ${sourceUrl}
for at least three years from the day you were given this copy, at no charge.

FFmpeg is a trademark of Fabrice Bellard, originator of the FFmpeg project. https://ffmpeg.org/
`;
}
