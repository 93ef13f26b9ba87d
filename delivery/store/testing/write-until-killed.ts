import { openObjectStore } from '../open-object-store.ts';
import { madeObject, putInto } from './made-objects.ts';

/** Stores objects beside each other until it is killed, and says each that was answered `stored`. */
const [directory = ''] = process.argv.slice(2);
const store = await openObjectStore({ directory, log: () => undefined });
const playlist = 'show/720p/index.m3u8';

async function write(writer: number): Promise<never> {
  for (let count = 0; ; count++) {
    const object = madeObject(`show/720p/${writer}-${count}.ts`, 300_000);
    if ((await putInto(store, object)).kind === 'stored')
      process.stdout.write(`${object.key} ${object.sha256}\n`);
    if (writer > 0) continue;
    const newer = madeObject(playlist, `#EXTM3U\n# ${count}\n`);
    const held = store.head(playlist);
    await putInto(
      store,
      newer,
      held === undefined ? { kind: 'create' } : { kind: 'replace', sha256: held.sha256 },
    );
    process.stdout.write(`${newer.key} ${newer.sha256}\n`);
  }
}

await Promise.all([0, 1, 2, 3].map(write));
