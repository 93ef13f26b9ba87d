/** The least and the most that a setting may be. */
export type Bounds = { readonly least: number; readonly most: number };

/** Bounds of settings that the configuration and the command line both take. */
export const settingBounds = {
  segmentSeconds: { least: 0.5, most: 60 },
  videoKbps: { least: 50, most: 200_000 },
  workers: { least: 1, most: 32 },
  diskReserveMegabytes: { least: 0, most: 1_000_000 },
} as const satisfies Record<string, Bounds>;
