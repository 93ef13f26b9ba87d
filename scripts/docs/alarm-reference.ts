import { alarmKinds, alarmTable } from '../../contract/api/alarm.ts';
import { defaultAlarmRules } from '../../engine/alarms/alarm-rules.ts';

const head = `# Alarms

Made from \`contract/api/alarm.ts\` and \`engine/alarms/alarm-rules.ts\` by \`npm run docs\`; do not edit. *Raised*: how long it must be
wrong; *clears*: how long it must be well again, which every alarm does by itself. Both can be changed (\`alarms.delays\` in the
[configuration](config.md)). *Critical*: the broadcast suffers or will soon; *warning*: a look is needed.

| alarm | severity | raised | clears | what to do |
|---|---|---|---|---|
`;

/** The page docs/reference/alarms.md. */
export function alarmReference(): string {
  const rows = alarmKinds.map((kind) => {
    const { severity, cure } = alarmTable[kind];
    const { raiseMs, clearMs } = defaultAlarmRules.delays[kind];
    return `| [\`${kind}\`](../runbook/${kind}.md) | ${severity} | ${raiseMs / 1000} s | ${clearMs / 1000} s | ${cure} |\n`;
  });
  return `${head}${rows.join('')}`;
}
