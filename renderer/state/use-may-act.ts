import { roleStore } from './console-store.ts';
import { useStore } from './use-store.ts';

/** Whether who looks may also act. Unless the engine says otherwise: it refuses what is not allowed in any case. */
export const useMayAct = (): boolean => useStore(roleStore, mayAct);

const mayAct = (role: 'viewer' | 'operator' | null): boolean => role !== 'viewer';
