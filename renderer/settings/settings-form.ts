/** The settings as a page edits them: texts as they are typed, so that nothing typed is lost before it makes sense. */
export type SettingsForm = {
  readonly source: string;
  readonly texts: Readonly<Record<TextSetting, string>>;
  readonly variants: readonly VariantForm[];
  readonly origins: readonly OriginForm[];
  readonly retention: {
    readonly keepHours: string;
    readonly maxGigabytes: string;
    readonly whenFull: boolean;
  };
  readonly webhooks: readonly WebhookForm[];
};

/** Settings that stand for themselves and are one text field or one choice; empty: the default. */
export const textSettings = {
  encoder: 'text',
  container: 'text',
  segmentSeconds: 'number',
  deliveryOrder: 'text',
  maxUplinkRate: 'text',
  diskReserveMegabytes: 'number',
  liveWindowSeconds: 'number',
  liveEdgeSegments: 'number',
  backfillShare: 'number',
  stallSeconds: 'number',
  interfaceReturnSeconds: 'number',
  interfaces: 'list',
} as const satisfies Record<string, 'text' | 'number' | 'list'>;

export type TextSetting = keyof typeof textSettings;

export type VariantForm = {
  readonly rowId: number;
  readonly name: string;
  readonly width: string;
  readonly height: string;
  readonly framesPerSecond: string;
  readonly videoKbps: string;
  readonly audioKbps: string;
};

export type OriginForm = {
  readonly rowId: number;
  readonly url: string;
  readonly endpoint: string;
  readonly region: string;
  /** For surecast://. */
  readonly publisherFile: string;
  readonly optional: boolean;
  /** What the file says besides, and this page does not know; kept. */
  readonly rest: Readonly<Record<string, unknown>>;
};

export type WebhookForm = {
  readonly rowId: number;
  readonly url: string;
  /** `env:NAME` of the secret that signs the messages. */
  readonly secret: string;
};

/** A number for a new row that none of these has. */
export const nextRowId = (rows: readonly { readonly rowId: number }[]): number =>
  Math.max(0, ...rows.map(({ rowId }) => rowId)) + 1;

/** A webhook nobody has filled in yet. */
export const emptyWebhook = (rowId: number): WebhookForm => ({ rowId, url: '', secret: '' });

/** An origin nobody has filled in yet. */
export const emptyOrigin = (rowId: number): OriginForm => ({
  rowId,
  url: '',
  endpoint: '',
  region: '',
  publisherFile: '',
  optional: false,
  rest: {},
});
