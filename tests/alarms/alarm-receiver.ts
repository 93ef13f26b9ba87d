import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type AlarmKind, alarm, alarmKinds } from '../../contract/api/alarm.ts';
import { startScriptedServer } from '../../fixtures/servers/scripted-server.ts';
import type { Scope } from '../testing/scope.ts';
import type { SurecastProcess } from '../testing/surecast-process.ts';

const message = z.strictObject({
  id: z.string(),
  type: z.enum(['raised', 'acknowledged', 'cleared']),
  at: z.string(),
  alarm,
});
type Message = z.infer<typeof message>;

/** Takes the webhooks of one program. */
export type AlarmReceiver = {
  /** Settings of a configuration that tells it of alarms, soon. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** All messages so far, in their order. */
  readonly messages: readonly Message[];
  /** The next message of this kind and type that was not waited for yet. Rejects if the program ends without it. */
  until(program: SurecastProcess, type: Message['type'], kind: AlarmKind): Promise<Message>;
};

/** Long enough that a busy machine does not clear what lasts, short enough for a test. */
const delays = Object.fromEntries(alarmKinds.map((kind) => [kind, { raiseSeconds: 1, clearSeconds: 2 }]));

/** Starts a receiver; it ends with the test. */
export async function receiveAlarms(t: Scope): Promise<AlarmReceiver> {
  const messages: Message[] = [];
  const taken = new Set<string>();
  const server = await startScriptedServer(async (request, response) => {
    const body = await text(request);
    response.writeHead(204).end();
    messages.push(message.parse(JSON.parse(body)));
  });
  t.after(() => server.stop());
  return {
    settings: { alarms: { webhooks: [`${server.endpoint}/alarms`], delays, behindSeconds: 3 } },
    messages,
    until: async (program, type, kind) => {
      let end: string | undefined;
      void program.ended.then(({ stdout, stderr }) => {
        end = stdout + stderr;
      });
      for (;;) {
        const found = messages.find(
          (each) => each.type === type && each.alarm.kind === kind && !taken.has(each.id),
        );
        if (found !== undefined) {
          taken.add(found.id);
          return found;
        }
        if (end !== undefined) throw new Error(`the program ended before ${kind} was ${type}:\n${end}`);
        await sleep(50);
      }
    },
  };
}
