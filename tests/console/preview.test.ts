import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type ConsoleEvent, consoleEvent } from '../../contract/api/console-event.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { encodedFrames, ffmpegsOf } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { type SurecastProcess, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, type Workplace } from '../testing/workplace.ts';

const program = (place: Workplace, ...more: string[]) =>
  startSurecast(liveArgs(place, [place.folder('origin').url], '--port', '0', ...more));

/** Asks the console of a program, once it is there. */
async function consoleOf(running: SurecastProcess) {
  await running.untilSays(/Console: \S+token=\S+/);
  const address = new URL(/Console: (\S+)/.exec(running.stdout())?.[1] ?? '');
  const headers = { authorization: `Bearer ${address.searchParams.get('token')}` };
  return (path: string, more: RequestInit = {}) =>
    fetch(new URL(path, address), { ...more, headers: { ...headers, ...more.headers } });
}

type Ask = Awaited<ReturnType<typeof consoleOf>>;

/** The newest picture, as soon as there is one other than that. */
async function nextPicture(ask: Ask, tag = ''): Promise<{ readonly tag: string; readonly bytes: Buffer }> {
  for (;;) {
    const answer = await ask('/api/preview.jpg', { headers: { 'if-none-match': tag } });
    if (answer.status === 200) {
      return { tag: answer.headers.get('etag') ?? '', bytes: Buffer.from(await answer.arrayBuffer()) };
    }
    assert.ok([304, 404].includes(answer.status), `${answer.status}`);
    await new Promise((settle) => setTimeout(settle, 50));
  }
}

function assertJpeg(bytes: Buffer): void {
  assert.equal(bytes.readUInt16BE(0), 0xffd8);
  assert.equal(bytes.readUInt16BE(bytes.length - 2), 0xffd9);
}

/** The first event like that. */
async function eventLike(ask: Ask, isIt: (event: ConsoleEvent) => boolean): Promise<ConsoleEvent> {
  const answer = await ask('/api/events');
  let text = '';
  for await (const bytes of answer.body ?? []) {
    text += Buffer.from(bytes).toString();
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines.filter((one) => one.startsWith('data: '))) {
      const event = consoleEvent.parse(JSON.parse(line.slice('data: '.length)));
      if (isIt(event)) return event;
    }
  }
  throw new Error('the events ended');
}

/** Where the run's pictures and sound lie. */
function sensesPlace(place: Workplace): string {
  const runs = join(place.data, 'broadcasts/show/runs');
  const [run = ''] = readdirSync(runs);
  return readFileSync(join(runs, run, 'senses'), 'utf8');
}

async function endWell(place: Workplace, running: SurecastProcess): Promise<void> {
  running.signal('SIGINT');
  const end = await running.ended;
  assert.equal(end.status, 0, end.stdout + end.stderr);
  await judgeBroadcast(place.folder('origin').view, 'show', {
    ...smallPicture,
    frames: encodedFrames(place.data),
  });
}

async function beginWatched(t: TestContext) {
  const place = await createWorkplace(t, { ui: true });
  const running = program(place);
  const ask = await consoleOf(running);
  return { place, running, ask };
}

describe('the preview', { concurrency: true }, () => {
  it('shows what is captured, with its levels, and is gone afterwards', async (t) => {
    const { place, running, ask } = await beginWatched(t);
    const first = await nextPicture(ask);
    const second = await nextPicture(ask, first.tag);
    for (const { bytes } of [first, second]) assertJpeg(bytes);
    assert.notDeepEqual(first.bytes, second.bytes);
    const meters = await eventLike(ask, ({ type }) => type === 'meters');
    // The tone of the test pattern is mono, and is measured as it comes.
    assert.ok(meters.type === 'meters' && meters.meters.channels.length === 1);
    const shown = await eventLike(
      ask,
      (event) => event.type === 'snapshot' && event.snapshot.signal !== null,
    );
    assert.ok(shown.type === 'snapshot' && shown.snapshot.signal?.silentSinceMs === null);
    const lying = sensesPlace(place);
    await endWell(place, running);
    assert.throws(() => readdirSync(lying), { code: 'ENOENT' });
  });

  it('streams pictures one after the other', async (t) => {
    const { place, running, ask } = await beginWatched(t);
    const answer = await ask('/api/preview.mjpeg');
    assert.match(answer.headers.get('content-type') ?? '', /^multipart\/x-mixed-replace; boundary=/);
    let text = '';
    for await (const bytes of answer.body ?? []) {
      text += Buffer.from(bytes).toString('latin1');
      if (text.split('content-type: image/jpeg').length > 4) break;
    }
    const pictures = text.split('--surecast-picture\r\n').slice(1, 4);
    for (const part of pictures) {
      const [head = '', ...rest] = part.split('\r\n\r\n');
      const size = Number(/content-length: (\d+)/.exec(head)?.[1]);
      assertJpeg(Buffer.from(rest.join('\r\n\r\n').slice(0, size), 'latin1'));
    }
    await endWell(place, running);
  });

  it('is there again after the program was killed, from the same FFmpeg', async (t) => {
    const { place, running, ask } = await beginWatched(t);
    await nextPicture(ask);
    const capturing = ffmpegsOf(place.data);
    running.signal('SIGKILL');
    await running.ended;
    const next = program(place);
    await next.untilSays(/lives on/);
    const askNext = await consoleOf(next);
    const before = await nextPicture(askNext);
    assertJpeg((await nextPicture(askNext, before.tag)).bytes);
    await eventLike(askNext, ({ type }) => type === 'meters');
    assert.deepEqual(ffmpegsOf(place.data), capturing);
    await endWell(place, next);
  });

  it('may lose its place, while nothing of the broadcast is lost', async (t) => {
    const { place, running, ask } = await beginWatched(t);
    await nextPicture(ask);
    const capturing = ffmpegsOf(place.data);
    rmSync(sensesPlace(place), { recursive: true });
    const watch = place.folder('origin').view;
    const segments = async () => {
      const text = (await watch.get('show/180p/index.m3u8'))?.bytes.toString() ?? '';
      return text.split('#EXTINF').length - 1;
    };
    const before = await segments();
    while ((await segments()) < before + 4) await new Promise((settle) => setTimeout(settle, 200));
    assert.deepEqual(ffmpegsOf(place.data), capturing);
    await endWell(place, running);
  });
});
