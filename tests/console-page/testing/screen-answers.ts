import type { LogEntry } from '../../../contract/api/log-entry.ts';
import type { Settings } from '../../../contract/api/settings.ts';
import type { UploadItem, UploadPage } from '../../../contract/api/upload-item.ts';
import type { DevicesReport } from '../../../contract/devices-report.ts';
import type { BroadcastSnapshot, Snapshot } from '../../../contract/snapshot.ts';
import { explanation, network } from '../../../renderer/testing/network.ts';
import { origin } from '../../../renderer/testing/snapshots.ts';
import type { Answers } from './scripted-engine.ts';

/** What someone hostile would have the page show; it must stand there as text. */
export const markup = '<img src=x onerror="document.title=1">';

const states = ['queued', 'sending', 'stored', 'blocked', 'verified', 'superseded', 'lost'] as const;

const upload = (id: number): UploadItem => {
  const state = states[id % states.length] ?? 'queued';
  const error = { code: 'ORIGIN_DENIED', message: `The store answers 403 ${markup}` };
  return {
    id,
    broadcast: 'carols',
    originUrl: 's3://parish-live/sundays',
    key: `carols/1080p/${String(id).padStart(8, '0')}-3f9ac1.ts`,
    kind: 'segment',
    state,
    sizeBytes: 1_500_000 + id,
    attempts: id % 4,
    createdAtMs: Date.now() - id * 2000,
    verifiedAtMs: state === 'verified' ? Date.now() : null,
    notBeforeMs: state === 'blocked' ? Date.now() + 60_000 : null,
    error: state === 'blocked' || state === 'lost' ? error : null,
  };
};

/** As many as the page asks for at once: a scripted answer is the same for each part of the queue. */
const uploads: UploadPage = { total: 90, items: Array.from({ length: 90 }, (_, id) => upload(id)) };

const blocked = origin({
  state: 'blocked',
  blockedFiles: 3,
  pendingFiles: 14,
  pendingBytes: 20_000_000,
  trouble: {
    code: 'ORIGIN_DENIED',
    message: `The store answers 403 ${markup}`,
    cure: 'Check the access key.',
  },
});

const broadcast = (change: Partial<BroadcastSnapshot>): BroadcastSnapshot => ({
  name: 'carols',
  phase: 'complete',
  startedAt: '2026-11-20T17:00:00.000Z',
  endedAt: '2026-11-20T18:10:00.000Z',
  handedOverAt: null,
  container: 'ts',
  variants: [{ name: '1080p', segments: 2100, gaps: 0, seconds: 4200 }],
  origins: [origin({ complete: true })],
  ...change,
});

const status: Snapshot = {
  dataDirectory: '/srv/surecast',
  running: true,
  disk: null,
  broadcasts: [
    broadcast({}),
    broadcast({ name: 'matins', phase: 'delivering', origins: [blocked] }),
    broadcast({ name: 'interrupted', phase: 'capturing', endedAt: null, origins: [origin({})] }),
    broadcast({ name: 'taken', phase: 'delivering', handedOverAt: '2026-11-20T19:00:00.000Z' }),
  ],
};

const levels = ['debug', 'info', 'warning', 'error'] as const;

const log: readonly LogEntry[] = Array.from({ length: 80 }, (_, index) => ({
  number: index + 1,
  atMs: Date.now() - (80 - index) * 1500,
  level: levels[index % 4] ?? 'info',
  part: ['engine', 'ffmpeg', 'uplink', 'http'][index % 4] ?? 'engine',
  message: index === 79 ? `The store answers 403 ${markup}` : `Segment ${index} is verified.`,
  code: index % 4 === 3 ? 'ORIGIN_DENIED' : null,
  broadcast: index % 2 === 0 ? 'carols' : null,
}));

const settings: Settings = {
  path: '/etc/surecast.yml',
  config: {
    source: 'device:/dev/video0,audio:hw:1',
    origins: [
      { url: 's3://parish-live/sundays', endpoint: 'https://s3.example.net', region: 'eu-1' },
      { url: 'file:/srv/archive', optional: true },
    ],
    variants: [{ name: '1080p', width: 1920, height: 1080, framesPerSecond: 50, videoKbps: 6000 }],
    alarms: { webhooks: ['https://hooks.example.net/a'] },
  },
  originsWithKeys: ['s3://parish-live/sundays'],
  version: '1',
};

const devices: DevicesReport = {
  ffmpeg: '7.1',
  devices: [
    {
      kind: 'video',
      label: `Cam Link 4K ${markup}`,
      source: 'device:/dev/video0',
      works: true,
      details: '1920x1080, 50 fps',
    },
    {
      kind: 'video',
      label: 'Webcam',
      source: 'device:/dev/video2',
      works: false,
      details: 'Another program holds it.',
    },
    { kind: 'screen', label: 'X display :0', source: 'screen', works: true, details: '1920x1080, 30 fps' },
    { kind: 'audio', label: 'Mixer', source: ',audio:hw:1', works: true, details: 'gives sound' },
  ],
  encoders: [
    { name: 'libx264', works: true, reason: null },
    { name: 'h264_vaapi', works: false, reason: 'there is no such device' },
  ],
};

/** Full screens, for their looks. */
export const screenAnswers: Answers = {
  'GET /api/uploads': uploads,
  'GET /api/snapshot': status,
  'GET /api/logs': log,
  'GET /api/settings': settings,
  'GET /api/devices': devices,
  'GET /api/me': { role: 'operator', hasNetwork: true },
  'GET /api/network': network,
  'GET /api/network/sunday': explanation,
  'GET /api/broadcasts/carols/receipts': [],
  'GET /api/broadcasts/matins/receipts': [],
  'GET /api/broadcasts/interrupted/receipts': [],
};
