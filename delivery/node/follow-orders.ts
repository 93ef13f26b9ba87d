import { nodeOrder } from '../../contract/network/node-order.ts';
import { subjects } from '../../contract/network/subjects.ts';
import type { ControlPlane } from '../control/control-plane.ts';
import { createNonces } from '../control/nonces.ts';

/** Obeys what an operator orders through the directory: each order once, whoever repeats it. */
export function followOrders(
  control: Pick<ControlPlane, 'subscribe'>,
  name: string,
  drain: (draining: boolean) => void,
): void {
  const nonces = createNonces();
  control.subscribe({
    subject: `${subjects.order}.${name}`,
    schema: nodeOrder,
    maySay: ({ roles }) => roles.includes('directory'),
    handle: (order, sender, reply) => {
      if (order.kind === 'begin-order')
        return reply({ kind: 'order-begun', nonce: nonces.give(sender.name) });
      if (!nonces.take(order.nonce, sender.name)) return reply({ kind: 'repeated' });
      drain(order.draining);
      reply({ kind: 'obeyed' });
    },
  });
}
