import type { DirectoryRequest } from '../../contract/network/directory-calls.ts';
import type { Sender } from '../../contract/network/signed.ts';
import { type DirectoryRefusal, refused } from './plan-event.ts';

/** Why a sender may not ask this; undefined: it may. Whoever is in the network may look. */
export function forbids(request: DirectoryRequest, { name, roles }: Sender): DirectoryRefusal | undefined {
  const isOperator = roles.includes('operator');
  switch (request.kind) {
    case 'enumerate':
    case 'explain':
    case 'snapshot':
      return undefined;
    case 'register':
      if (!roles.includes('main')) return refused('FORBIDDEN', `${name} has not the role main.`);
      return request.main.name === name
        ? undefined
        : refused('FORBIDDEN', `${name} registers its own broadcasts, not those of ${request.main.name}.`);
    case 'forget':
      return roles.includes('main') || isOperator
        ? undefined
        : refused('FORBIDDEN', `${name} has neither the role main nor operator.`);
    case 'drain':
      return isOperator || request.node === name
        ? undefined
        : refused('FORBIDDEN', `${name} has not the role operator, and is not ${request.node}.`);
    case 'choose-algorithm':
    case 'roll-back':
      return isOperator ? undefined : refused('FORBIDDEN', `${name} has not the role operator.`);
  }
}
