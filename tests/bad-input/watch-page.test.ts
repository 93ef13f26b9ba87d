import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startScriptedServer } from '../../fixtures/servers/scripted-server.ts';
import { liveArgs } from '../testing/live-args.ts';
import { startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace } from '../testing/workplace.ts';

it('a port in use costs the watch page its number, never the broadcast', async (t) => {
  const place = await createWorkplace(t, { ui: true });
  const other = await startScriptedServer((_request, response) => void response.end('another program'));
  t.after(() => other.stop());
  const { port } = new URL(other.endpoint);
  const program = startSurecast(
    liveArgs(place, [place.folder('origin').url], '--duration', '3', '--port', port),
  );
  await program.untilSays(/Watch it at .* is in use\)/);
  const page = /Watch it at (\S+)/.exec(program.stdout())?.[1] ?? '';
  const answer = await fetch(page);
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'text/html; charset=utf-8']);
  const { status, stdout, stderr } = await program.ended;
  assert.equal(status, 0, stdout + stderr);
});
