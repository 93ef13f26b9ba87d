import { type FaultCase, faultCases } from './fault-cases.ts';

/**
 * When a fault stands: while the program captures; from before it is told to stop, so that the rest is delivered under
 * it; while it is stopped with a backlog, and while `surecast drain` delivers that.
 */
export const moments = ['capture', 'end', 'drain'] as const;
export type Moment = (typeof moments)[number];

export const containers = ['ts', 'fmp4'] as const;
export type Container = (typeof containers)[number];

/** One broadcast of the matrix. */
export type Cell = {
  readonly faultCase: FaultCase;
  readonly container: Container;
  readonly moment: Moment;
};

/** `denied-403/fmp4/end` */
export const cellName = ({ faultCase, container, moment }: Cell): string =>
  `${faultCase.name}/${container}/${moment}`;

/** Every fault, in both containers, at each moment. */
export const allCells: readonly Cell[] = faultCases.flatMap((faultCase) =>
  containers.flatMap((container) => moments.map((moment) => ({ faultCase, container, moment }))),
);

/** Each fault once, containers and moments taking turns. */
export const eachFaultOnce: readonly Cell[] = faultCases.map((faultCase, index) => ({
  faultCase,
  container: index % 2 === 0 ? 'ts' : 'fmp4',
  moment: (['capture', 'end', 'drain'] as const)[index % 3] ?? 'capture',
}));
