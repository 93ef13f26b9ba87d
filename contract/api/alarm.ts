import { z } from 'zod';

/**
 * Every alarm: its severity, what to do, and its page in the runbook (`docs/runbook/`, by its own name).
 * `critical`: the broadcast suffers or will soon; `warning`: a look is needed.
 */
export const alarmTable = {
  'uplink-down': {
    severity: 'critical',
    title: 'Uplink down',
    cure: 'Check the network of this machine. Capture goes on, and everything is delivered once the link is back.',
  },
  'falling-behind': {
    severity: 'warning',
    title: 'Falling behind',
    cure: 'The uplink carries less than is captured: stop other traffic, or lower the bit rate for the next broadcast.',
  },
  'origin-blocked': {
    severity: 'critical',
    title: 'Origin blocked',
    cure: 'The origin refuses what is sent: follow its own sentence. Delivery goes on by itself once it is cured.',
  },
  'source-lost': {
    severity: 'critical',
    title: 'Source lost',
    cure: 'Check the cable, the camera and the capture card. The source is opened again by itself.',
  },
  silence: {
    severity: 'warning',
    title: 'Silence',
    cure: 'Check the microphones, the mixer and the chosen audio device.',
  },
  black: { severity: 'warning', title: 'Black picture', cure: 'Check the camera: lens cap, input, power.' },
  frozen: {
    severity: 'warning',
    title: 'Frozen picture',
    cure: 'Check the camera and its cable: the same picture comes again and again.',
  },
  clipping: {
    severity: 'warning',
    title: 'Audio clips',
    cure: 'Lower the level at the mixer or the input gain.',
  },
  'disk-low': {
    severity: 'critical',
    title: 'Disk low',
    cure: 'Free room on the disk of the data directory, or let delivered segments be removed.',
  },
  'clock-wrong': {
    severity: 'warning',
    title: 'Clock wrong',
    cure: 'Set this machine’s clock, best by NTP: origins refuse requests that are minutes off.',
  },
} as const satisfies Record<
  string,
  { readonly severity: 'warning' | 'critical'; readonly title: string; readonly cure: string }
>;

export const alarmKinds = Object.keys(alarmTable) as [AlarmKind, ...AlarmKind[]];

/** One alarm that is raised, or has just cleared. */
export const alarm = z.strictObject({
  /** The kind, and what it is about where there may be several: `origin-blocked s3://bucket/live`. */
  id: z.string(),
  kind: z.enum(alarmKinds),
  severity: z.enum(['warning', 'critical']),
  /** What it is about: an origin's URL, a device; null: the whole. */
  subject: z.string().nullable(),
  /** What is wrong, one sentence with figures. */
  message: z.string(),
  cure: z.string(),
  /** RFC 3339. */
  raisedAt: z.string(),
  clearedAt: z.string().nullable(),
  acknowledgedAt: z.string().nullable(),
});

export type AlarmKind = keyof typeof alarmTable;
export type Alarm = z.infer<typeof alarm>;
