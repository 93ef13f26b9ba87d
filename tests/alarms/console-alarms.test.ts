import assert from 'node:assert/strict';
import { it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { type Alarm, alarm } from '../../contract/api/alarm.ts';
import { type ConsoleEvent, consoleEvent } from '../../contract/api/console-event.ts';
import { logEntry } from '../../contract/api/log-entry.ts';
import { apiError } from '../../contract/api/routes.ts';
import { freeTcpPort } from '../../fixtures/capture/free-port.ts';
import { liveArgs } from '../testing/live-args.ts';
import { startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace } from '../testing/workplace.ts';
import { receiveAlarms } from './alarm-receiver.ts';

const secret = 'a-secret-key-that-nobody-may-see';

/** The API of a console, for who opens it by the address that the program prints. */
function apiAt(address: string) {
  const token = new URL(address).searchParams.get('token') ?? '';
  const headers = { authorization: `Bearer ${token}` };
  const ask = (path: string, body?: unknown) =>
    fetch(new URL(path, address), {
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
  return { token, ask };
}

/** Follows server-sent events; each wait begins with the first one. */
function follow(response: Response) {
  const events: ConsoleEvent[] = [];
  const waiters = new Set<() => void>();
  const reading = (async () => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body ?? []) {
      const parts = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
      text = parts.pop() ?? '';
      const data = parts
        .filter((each) => each.startsWith('data: '))
        .map((each) => each.slice('data: '.length));
      events.push(...data.map((each) => consoleEvent.parse(JSON.parse(each))));
      for (const look of waiters) look();
    }
  })();
  return {
    until: (isIt: (event: ConsoleEvent) => boolean) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (events.some(isIt)) resolve();
        };
        waiters.add(look);
        reading.then(() => reject(new Error('the events ended before')), reject);
        look();
      }),
  };
}

it('a console shows an alarm, acknowledges it, finds it in the log, and gives a bundle without secrets', async (t) => {
  const receiver = await receiveAlarms(t);
  const place = await createWorkplace(t, { ...receiver.settings, ui: true, port: 0 });
  const env = {
    AWS_ACCESS_KEY_ID: 'the-id-of-a-key',
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${await freeTcpPort()}`,
  };
  const program = startSurecast(liveArgs(place, ['s3://nowhere/live']), { env });
  await program.untilSays(/Console: \S+/);
  const { token, ask } = apiAt(/Console: (\S+)/.exec(program.stdout())?.[1] ?? '');
  const events = follow(await ask('/api/events'));
  const id = 'uplink-down s3://nowhere/live';
  // A slow machine raises others as well.
  const isIt = (each: Alarm) => each.id === id;
  await events.until((event) => event.type === 'snapshot' && event.snapshot.alarms.some(isIt));

  const list = async (): Promise<Alarm[]> => z.array(alarm).parse(await (await ask('/api/alarms')).json());
  assert.ok((await list()).some(isIt));
  const seen = alarm.parse(await (await ask('/api/alarms/acknowledge', { id })).json());
  assert.ok(seen.acknowledgedAt !== null);
  assert.equal((await list()).find(isIt)?.acknowledgedAt, seen.acknowledgedAt);
  await receiver.until(program, 'acknowledged', 'uplink-down');
  await events.until((event) => event.type === 'alarm' && event.alarm.acknowledgedAt === seen.acknowledgedAt);
  await events.until(({ type, ...event }) => type === 'log' && /acknowledged/.test(JSON.stringify(event)));
  const unknown = await ask('/api/alarms/acknowledge', { id: 'silence' });
  assert.deepEqual([unknown.status, apiError.parse(await unknown.json()).code], [404, 'ALARM_UNKNOWN']);

  const find = async (query: string) =>
    z.array(logEntry).parse(await (await ask(`/api/logs?${query}`)).json());
  const lines = await find('level=error&text=uplink');
  assert.ok(lines.some(({ part, level }) => part === 'alarm' && level === 'error'));
  assert.ok((await find('level=debug')).some(({ message }) => /^Captured 180p segment/.test(message)));
  assert.deepEqual(await find('text=nobody-has-said-this'), []);

  const bundle = await ask('/api/support-bundle');
  assert.equal(bundle.status, 200);
  assert.match(
    bundle.headers.get('content-disposition') ?? '',
    /^attachment; filename="surecast-support-.*\.tar\.gz"$/,
  );
  const bytes = gunzipSync(Buffer.from(await bundle.arrayBuffer())).toString('latin1');
  for (const part of ['about', 'status', 'catalog', 'config', 'alarms'])
    assert.ok(bytes.includes(`surecast-support/${part}.json`), part);
  assert.ok(bytes.includes('"180p"') && bytes.includes(id) && !bytes.includes('notRead'));
  for (const hidden of [token, secret, env.AWS_ACCESS_KEY_ID]) assert.ok(!bytes.includes(hidden));
  const stranger = await fetch(new URL('/api/support-bundle', bundle.url));
  assert.deepEqual([stranger.status, apiError.parse(await stranger.json()).code], [401, 'TOKEN_MISSING']);

  program.signal('SIGINT');
  await program.untilSays(/Stopping/);
  program.signal('SIGINT');
  assert.equal((await program.ended).status, 3);
});
