import { type ConsoleEvent, consoleEvent } from '../../contract/api/console-event.ts';

/**
 * Reads the engine's stream of server-sent events to its end. Comments (keep-alives) and what is not of the contract are passed over:
 * a newer engine may say more than this shell knows.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ConsoleEvent> {
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parseBlock(block);
      if (event !== undefined) yield event;
    }
  }
}

/** One event: its `data:` lines joined, as JSON. Pure. */
export function parseBlock(block: string): ConsoleEvent | undefined {
  const data = block
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length).replace(/^ /, ''))
    .join('\n');
  if (data === '') return undefined;
  try {
    return consoleEvent.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined;
  }
}
