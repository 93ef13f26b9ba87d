import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { alarmKinds, alarmTable } from '../../contract/api/alarm.ts';
import { defaultAlarmRules } from './alarm-rules.ts';

const folder = new URL('../../docs/runbook/', import.meta.url);
const headings = [
  'What it means',
  'What still works',
  'What to do',
  'How to see that it is over',
  'When it is raised and cleared',
];

describe('the runbook', () => {
  for (const kind of alarmKinds)
    it(`has a page for ${kind} that says what the program does`, () => {
      const page = readFileSync(new URL(`${kind}.md`, folder), 'utf8');
      const { title, severity } = alarmTable[kind];
      assert.ok(page.startsWith(`# ${title}\n\`${kind}\`, ${severity}.\n`), 'title, kind and severity');
      assert.deepEqual(
        [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading),
        headings,
      );
      for (const section of page.split(/^## .*$/m).slice(1)) assert.ok(section.trim().length > 20);
      assert.match(page, /## What to do\n1\. .+\n2\. /, 'what to do is in steps');
      const { raiseMs, clearMs } = defaultAlarmRules.delays[kind];
      assert.ok(page.endsWith(`\nRaised after ${raiseMs / 1000} s, clears after ${clearMs / 1000} s.\n`));
    });

  it('has no page of an alarm that there is not, and a list of all', () => {
    const pages = readdirSync(folder).filter((name) => name !== 'README.md');
    assert.deepEqual(pages.sort(), alarmKinds.map((kind) => `${kind}.md`).sort());
    const list = readFileSync(new URL('README.md', folder), 'utf8');
    for (const kind of alarmKinds) assert.ok(list.includes(`](${kind}.md) | ${alarmTable[kind].severity}`));
  });
});
