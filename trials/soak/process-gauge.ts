import { readdirSync, readFileSync } from 'node:fs';

/** What a process holds at one moment. */
export type Gauge = {
  /** Seconds since the soak began. */
  readonly atSeconds: number;
  /** Memory that is resident, megabytes (10^6). */
  readonly residentMegabytes: number;
  readonly openFiles: number;
  readonly threads: number;
};

/** Reads a Linux process; undefined when it is gone. proc(5): `VmRSS` in KiB. */
export function gaugeProcess(pid: number, atSeconds: number): Gauge | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const number = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
    const residentMegabytes = (number('VmRSS') * 1024) / 1e6;
    if (Number.isNaN(residentMegabytes)) return undefined;
    const openFiles = readdirSync(`/proc/${pid}/fd`).length;
    return { atSeconds, residentMegabytes, openFiles, threads: number('Threads') };
  } catch {
    return undefined;
  }
}
