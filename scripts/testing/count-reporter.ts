import type { TestEvent } from 'node:test/reporters';

/**
 * A reporter for `node --test` that writes one line for each test that ended: `passed`, `failed` or `skipped`. Lines
 * that are written as they happen are there even if the runner itself is killed. Suites are not counted.
 */
export default async function* countReporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    if (event.data.details.type === 'suite') continue;
    if (event.data.skip !== undefined && event.data.skip !== false) yield 'skipped\n';
    else if (event.type === 'test:pass' || event.data.todo !== undefined) yield 'passed\n';
    else yield 'failed\n';
  }
}
