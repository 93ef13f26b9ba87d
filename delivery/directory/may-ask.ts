import type { DirectoryChange } from '../../contract/network/directory-calls.ts';
import type { Sender } from '../../contract/network/signed.ts';
import { type DirectoryRefusal, refused } from './plan-event.ts';

/** Why a sender may not change this; undefined: it may. Whoever is in the network may look. */
export function forbids(change: DirectoryChange, { name, roles }: Sender): DirectoryRefusal | undefined {
  const isOperator = roles.includes('operator');
  switch (change.kind) {
    case 'register':
      if (!roles.includes('main')) return refused('FORBIDDEN', `${name} has not the role main.`);
      return change.main.name === name
        ? undefined
        : refused('FORBIDDEN', `${name} registers its own broadcasts, not those of ${change.main.name}.`);
    case 'forget':
      return roles.includes('main') || isOperator
        ? undefined
        : refused('FORBIDDEN', `${name} has neither the role main nor operator.`);
    case 'drain':
      return isOperator || change.node === name
        ? undefined
        : refused('FORBIDDEN', `${name} has not the role operator, and is not ${change.node}.`);
    case 'choose-algorithm':
    case 'roll-back':
    case 'revoke':
      return isOperator ? undefined : refused('FORBIDDEN', `${name} has not the role operator.`);
  }
}
