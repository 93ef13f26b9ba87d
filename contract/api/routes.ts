import { z } from 'zod';
import { devicesReport } from '../devices-report.ts';
import { explanation } from '../network/explanation.ts';
import { networkBroadcast } from '../network/object-key.ts';
import { signedReceipt } from '../receipt.ts';
import { broadcastSnapshot, snapshot } from '../snapshot.ts';
import { alarm } from './alarm.ts';
import { consoleSnapshot, rateHistory } from './console-snapshot.ts';
import { logEntry, logLevels } from './log-entry.ts';
import { networkAnswer } from './network.ts';
import { sessionStatus } from './session.ts';
import { originKeys, probeRequest, probeResult, settings, settingsChange } from './settings.ts';
import { task, taskRequest } from './task.ts';
import { uploadPage } from './upload-item.ts';

/** Who may: `viewer` looks, `operator` also acts. */
const roles = ['viewer', 'operator'] as const;
export type Role = (typeof roles)[number];

/** One route of the engine's API that takes and gives JSON. Everything else (events, pictures, pages) is in `engine/http/`. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `:name` parameters, as fastify takes them. */
  readonly path: string;
  readonly role: Role;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  readonly response: z.ZodType;
};

const broadcastName = z.strictObject({ name: z.string().max(100) });
const done = z.strictObject({ ok: z.literal(true) });

/** Every route, by the name that server and page know it by. The server registers them, the page calls them, and the reference is made of them. */
export const routes = {
  me: {
    method: 'GET',
    path: '/api/me',
    role: 'viewer',
    summary: 'Who asks, and so what may be done; whether a delivery network is watched',
    response: z.strictObject({ role: z.enum(roles), hasNetwork: z.boolean() }),
  },
  console: {
    method: 'GET',
    path: '/api/console',
    role: 'viewer',
    summary: 'All of the present',
    response: consoleSnapshot,
  },
  rates: {
    method: 'GET',
    path: '/api/rates',
    role: 'viewer',
    summary: 'Rates of the last minute and hour',
    response: rateHistory,
  },
  status: {
    method: 'GET',
    path: '/api/snapshot',
    role: 'viewer',
    summary: 'What `surecast status` prints',
    response: snapshot,
  },
  goLive: {
    method: 'POST',
    path: '/api/live',
    role: 'operator',
    summary: 'Goes live with the settings as they are',
    body: z.strictObject({
      broadcast: z.string().max(100).optional(),
      durationSeconds: z.number().positive().optional(),
    }),
    response: sessionStatus,
  },
  stop: {
    method: 'POST',
    path: '/api/stop',
    role: 'operator',
    summary: 'Ends the capture; what was captured is delivered',
    response: sessionStatus,
  },
  broadcast: {
    method: 'GET',
    path: '/api/broadcasts/:name',
    role: 'viewer',
    summary: 'One broadcast',
    params: broadcastName,
    response: broadcastSnapshot,
  },
  receipts: {
    method: 'GET',
    path: '/api/broadcasts/:name/receipts',
    role: 'viewer',
    summary: 'Its signed receipts, one an origin that is complete',
    params: broadcastName,
    response: z.array(signedReceipt),
  },
  uploads: {
    method: 'GET',
    path: '/api/uploads',
    role: 'viewer',
    summary: 'A part of the queue',
    query: z.strictObject({
      broadcast: z.string().max(100).optional(),
      /** `pending`: all that is not at an end. */
      show: z.enum(['pending', 'blocked', 'all']).default('pending'),
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    response: uploadPage,
  },
  alarms: {
    method: 'GET',
    path: '/api/alarms',
    role: 'viewer',
    summary: 'Alarms that are raised, and those of the last day that cleared',
    response: z.array(alarm),
  },
  acknowledgeAlarm: {
    method: 'POST',
    path: '/api/alarms/acknowledge',
    role: 'operator',
    summary: 'Says that someone has seen an alarm',
    body: z.strictObject({ id: z.string().max(2048) }),
    response: alarm,
  },
  logs: {
    method: 'GET',
    path: '/api/logs',
    role: 'viewer',
    summary: 'The newest lines of the log, oldest first',
    query: z.strictObject({
      level: z.enum(logLevels).default('info'),
      text: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(2000).default(500),
    }),
    response: z.array(logEntry),
  },
  network: {
    method: 'GET',
    path: '/api/network',
    role: 'viewer',
    summary: 'The delivery network: nodes, load, and who pulls from whom',
    response: networkAnswer,
  },
  networkExplanation: {
    method: 'GET',
    path: '/api/network/:broadcast',
    role: 'viewer',
    summary: 'Why a broadcast is carried by the servers that carry it',
    params: z.strictObject({ broadcast: networkBroadcast }),
    response: explanation,
  },
  devices: {
    method: 'GET',
    path: '/api/devices',
    role: 'operator',
    summary: 'What `surecast devices` prints',
    response: devicesReport,
  },
  thumbnail: {
    method: 'POST',
    path: '/api/thumbnail',
    role: 'operator',
    summary: 'A picture of a source that is not on air',
    body: z.strictObject({ source: z.string().min(1).max(2048) }),
    /** A JPEG as a data URL. */
    response: z.strictObject({ picture: z.string() }),
  },
  settings: {
    method: 'GET',
    path: '/api/settings',
    role: 'operator',
    summary: 'The settings',
    response: settings,
  },
  changeSettings: {
    method: 'PUT',
    path: '/api/settings',
    role: 'operator',
    summary:
      'Checks settings and writes them to the configuration file; they hold from the next broadcast on (`port`, `ui` and `dataDirectory` from the next start)',
    body: settingsChange,
    response: settings,
  },
  keepOriginKeys: {
    method: 'PUT',
    path: '/api/origin-keys',
    role: 'operator',
    summary: 'Keeps the S3 keys of an origin',
    body: originKeys,
    response: done,
  },
  forgetOriginKeys: {
    method: 'DELETE',
    path: '/api/origin-keys',
    role: 'operator',
    summary: 'Forgets the S3 keys of an origin',
    body: z.strictObject({ originUrl: z.string() }),
    response: done,
  },
  probeOrigin: {
    method: 'POST',
    path: '/api/probe-origin',
    role: 'operator',
    summary: 'Writes to an origin, verifies, and finds out what it can prove',
    body: probeRequest,
    response: probeResult,
  },
  tasks: {
    method: 'GET',
    path: '/api/tasks',
    role: 'viewer',
    summary: 'Tasks that run or have ended',
    response: z.array(task),
  },
  startTask: {
    method: 'POST',
    path: '/api/tasks',
    role: 'operator',
    summary: 'Starts a task',
    body: taskRequest,
    response: task,
  },
  cancelTask: {
    method: 'DELETE',
    path: '/api/tasks/:id',
    role: 'operator',
    summary: 'Cancels a task',
    params: z.strictObject({ id: z.string().max(64) }),
    response: task,
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;

/** What every route answers with when it refuses or fails, with a status of 4xx or 5xx. */
export const apiError = z.strictObject({ code: z.string(), message: z.string(), cure: z.string() });
export type ApiError = z.infer<typeof apiError>;
