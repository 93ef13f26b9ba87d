/** Colour and sign of each mood: never the colour alone. */
const moods = {
  idle: { colour: '#5c6873', sign: 'M8 17.5l5.2 5L24 10.5' },
  live: { colour: '#c2251a', sign: 'M16 15.9h.1M10 10a8.5 8.5 0 0 0 0 12M22 10a8.5 8.5 0 0 1 0 12' },
  trouble: { colour: '#b35900', sign: 'M16 7.5v10M16 23.6h.1' },
  busy: { colour: '#0b6bcb', sign: 'M16 7.5v15M9.5 16.5l6.5 6.5 6.5-6.5' },
} as const;

/** The tray's SVG for each mood. Pure. */
export function trayPictures(svg: string): [mood: string, svg: string][] {
  return Object.entries(moods).map(([mood, { colour, sign }]) => [
    mood,
    svg.replace('COLOUR', colour).replace('SIGN', sign),
  ]);
}
