import { orderBegun, orderTaken } from '../../contract/network/node-order.ts';
import type { Sender } from '../../contract/network/signed.ts';
import { subjects } from '../../contract/network/subjects.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { ControlPlane } from '../control/control-plane.ts';

const withinMs = 2_000;

/**
 * Tells a node to drain, or to work again. The node makes up a number for the order first, so that it can't be repeated.
 * @returns whether the node has taken it
 */
export async function orderDrain(
  control: Pick<ControlPlane, 'request'>,
  node: string,
  draining: boolean,
): Promise<boolean> {
  const subject = `${subjects.order}.${node}`;
  const isNode = ({ name }: Sender): boolean => name === node;
  try {
    const begun = await control.request(subject, { kind: 'begin-order' }, orderBegun, withinMs, isNode);
    const { nonce } = begun.value;
    const order = { kind: 'drain', draining, nonce };
    const { value } = await control.request(subject, order, orderTaken, withinMs, isNode);
    return value.kind === 'obeyed';
  } catch (error) {
    if (error instanceof SurecastError && error.code === 'NETWORK_UNREACHABLE') return false;
    throw error;
  }
}
