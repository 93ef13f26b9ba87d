import type { RehearsalOrigin, RehearsalReport, RehearsalTrial } from '../../contract/rehearsal-report.ts';
import { formatBytes, formatCount, formatDuration } from '../print.ts';

/** A rehearsal in a person's words. */

const faultWords: Record<RehearsalTrial['fault'], string> = {
  cut: 'link cut',
  stalled: 'link stalled',
  reset: 'connections reset',
  slow: 'link at half the bit rate',
  killed: 'program killed',
};

export function describeTrial(trial: RehearsalTrial): string {
  const { fault, lastedSeconds, backlogBytes, deliveredAfterSeconds, caughtUpAfterSeconds, held, note } =
    trial;
  const broken = `${faultWords[fault]}, ${lastedSeconds.toFixed(1)} s`;
  const delivered =
    deliveredAfterSeconds === null
      ? 'nothing came'
      : `delivering again after ${deliveredAfterSeconds.toFixed(1)} s`;
  const waited = backlogBytes === 0 ? '' : ` (${formatBytes(backlogBytes)} had waited)`;
  const caughtUp =
    caughtUpAfterSeconds === null
      ? 'it did NOT catch up'
      : `caught up after ${caughtUpAfterSeconds.toFixed(1)} s${waited}`;
  return `${held ? 'held ' : 'FAIL '} ${broken}: ${delivered}, ${caughtUp}${note === null ? '' : `; ${note}`}`;
}

export function describeRehearsal(report: RehearsalReport): string {
  const { capturedSeconds, kilobitsPerSecond, gaps, complete, diskHours, recording } = report;
  const lost = gaps === 0 ? 'nothing lost' : `${formatCount(gaps, 'gap')} LOST`;
  return [
    `${capturedSeconds.toFixed(1)} s at ${kilobitsPerSecond.toFixed(0)} kbit/s: ${lost}, ${complete ? 'all delivered' : 'NOT all delivered'}`,
    ...report.origins.flatMap(originLines),
    ...(diskHours === null
      ? []
      : [
          `Disk: holds an outage of ${diskHours >= 100 ? diskHours.toFixed(0) : diskHours.toFixed(1)} hours.`,
        ]),
    ...(recording === null ? [] : [`The recording was kept: ${recording}`]),
    report.ok ? 'It held.' : 'It did NOT hold.',
  ].join('\n');
}

function originLines(origin: RehearsalOrigin): string[] {
  const { url, playlist, uplinkKilobitsPerSecond, outages, verifiedObjects, problems } = origin;
  return [
    `${url}: ${formatCount(verifiedObjects, 'object')} asked about again, ${problems.length === 0 ? 'all as they must be' : formatCount(problems.length, 'PROBLEM')}`,
    ...problems.map((problem) => `  ${problem}`),
    ...(uplinkKilobitsPerSecond === null
      ? []
      : [`  Uplink: ${(uplinkKilobitsPerSecond / 1000).toFixed(1)} Mbit/s`]),
    ...outages.map(({ outageSeconds, catchUpSeconds }) =>
      catchUpSeconds === null
        ? `  After an outage of ${formatDuration(outageSeconds)} it never catches up: the uplink has nothing to spare.`
        : `  After an outage of ${formatDuration(outageSeconds)} it has caught up in ${formatDuration(Math.ceil(catchUpSeconds))}.`,
    ),
    `  It stays there: ${url}/${playlist}`,
  ];
}
