/** Outlines on a grid of 24, one path a sign. */
export const iconPaths = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  dot: 'M12 12m-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0',
  circle: 'M12 12m-8 0a8 8 0 1 0 16 0a8 8 0 1 0 -16 0',
  warning: 'M12 4L2.8 20h18.4L12 4zM12 10v4.5M12 17.2v.3',
  cross: 'M6 6l12 12M18 6L6 18',
  stop: 'M7 7h10v10H7z',
  pause: 'M8.5 6v12M15.5 6v12',
  download: 'M12 4v11.5M7 11l5 5 5-5M4.5 20h15',
  play: 'M8 5.5v13l10.5-6.5z',
  again: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9.4M20 4.5v4.9h-4.9',
  hourglass: 'M7 3.5h10M7 20.5h10M8 3.5c0 5 8 5 8 8.5s-8 3.5-8 8.5M16 3.5c0 5-8 5-8 8.5s8 3.5 8 8.5',
  list: 'M5 6h14M5 12h14M5 18h14',
  monitor: 'M3 5h18v11H3zM8.5 20h7M12 16v4',
  clipboard: 'M8 5H5.5v15.5h13V5H16M8.5 3.5h7v4h-7zM8.5 13l2.5 2.5 4.5-4.5',
  upload: 'M12 16V4.5M7 9l5-5 5 5M4.5 15.5v4.5h15v-4.5',
  film: 'M4 5h16v14H4zM8 5v14M16 5v14M4 9.7h4M4 14.3h4M16 9.7h4M16 14.3h4',
  sliders: 'M4 7h9M17 7h3M15 4.8v4.4M4 17h3M11 17h9M9 14.8v4.4M4 12h14',
  bell: 'M6 16.5V11a6 6 0 1 1 12 0v5.5l1.5 2h-15zM10 20.5h4',
  sun: 'M12 12m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0M12 2.5v2.5M12 19v2.5M2.5 12H5M19 12h2.5M5.3 5.3L7 7M17 17l1.7 1.7M18.7 5.3L17 7M7 17l-1.7 1.7',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z',
  keyboard: 'M3 6.5h18v11H3zM6.5 10h.5M10 10h.5M13.5 10h.5M17 10h.5M8 14h8',
  plug: 'M9 3v5M15 3v5M6.5 8h11v3a5.5 5.5 0 0 1-11 0zM12 16.5V21',
  skip: 'M6 12h12',
  book: 'M5 4.5h10.5a3 3 0 0 1 3 3V20H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h10.5',
} as const;

export type IconName = keyof typeof iconPaths;
