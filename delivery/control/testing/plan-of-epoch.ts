import type { Plan } from '../../../contract/network/plan.ts';

/** A plan that is told apart by its epoch. */
export const planOfEpoch = (epoch: number, reason = `epoch ${epoch}`): Plan => ({
  epoch,
  reason,
  changedAt: '2026-01-01T00:00:00.000Z',
  changedBy: 'a',
  algorithm: { name: 'rendezvous', version: 1 },
  intermediates: [],
  broadcasts: {},
});
