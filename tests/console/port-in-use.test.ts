import assert from 'node:assert/strict';
import { it } from 'node:test';
import { consoleSnapshot } from '../../contract/api/console-snapshot.ts';
import { startScriptedServer } from '../../fixtures/servers/scripted-server.ts';
import { liveArgs } from '../testing/live-args.ts';
import { startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace } from '../testing/workplace.ts';

it('a port in use costs the console its number, never the broadcast', async (t) => {
  const place = await createWorkplace(t, { ui: true });
  const other = await startScriptedServer((_request, response) => void response.end('another program'));
  t.after(() => other.stop());
  const { port } = new URL(other.endpoint);
  const program = startSurecast(
    liveArgs(place, [place.folder('origin').url], '--duration', '3', '--port', port),
  );
  await program.untilSays(/Console: .* is in use\)/);
  const address = /Console: (\S+)/.exec(program.stdout())?.[1] ?? '';
  const token = new URL(address).searchParams.get('token');
  const answer = await fetch(new URL('/api/console', address), {
    headers: { authorization: `Bearer ${token}` },
  });
  assert.equal(answer.status, 200);
  assert.ok(consoleSnapshot.parse(await answer.json()));
  const { status, stdout, stderr } = await program.ended;
  assert.equal(status, 0, stdout + stderr);
});
