import { instanceQuestion } from '../../contract/network/heartbeat.ts';
import type { Sender } from '../../contract/network/signed.ts';
import { subjects } from '../../contract/network/subjects.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { ControlPlane } from './control-plane.ts';

/** Tells a process that is there from heartbeats of a former one that somebody has recorded and says again. */
export type InstanceCheck = {
  /** Whether another process of this name lives under that instance id: it alone can answer. Undefined: that is being asked. */
  readonly isThere: (instance: string) => Promise<boolean> | undefined;
  readonly isAsking: () => boolean;
  readonly stop: () => void;
};

const withinMs = 2_000;
/** Whoever says many again has them asked after a few at a time. */
const atOnce = 8;

/** @param options.isHeld whether this process has the name, and says so to who asks */
export function checkInstances(options: {
  readonly control: Pick<ControlPlane, 'request' | 'subscribe'>;
  readonly name: string;
  readonly instance: string;
  readonly isHeld: () => boolean;
}): InstanceCheck {
  const { control, name, instance, isHeld } = options;
  const subject = `${subjects.instance}.${name}`;
  const asking = new Set<string>();
  const isOwnName = (sender: Sender): boolean => sender.name === name;
  const ask = async (other: string): Promise<boolean> => {
    try {
      const question = { instance: other };
      await control.request(subject, question, instanceQuestion, withinMs, (sender, said) => {
        return isOwnName(sender) && said.instance === other;
      });
      return true;
    } catch (error) {
      if (error instanceof SurecastError && error.code === 'NETWORK_UNREACHABLE') return false;
      throw error;
    } finally {
      asking.delete(other);
    }
  };
  const stop = control.subscribe({
    subject,
    schema: instanceQuestion,
    maySay: isOwnName,
    handle: (asked, _, reply) => {
      if (asked.instance === instance && isHeld()) reply(asked);
    },
  });
  return {
    isThere: (other) => {
      if (asking.has(other) || asking.size >= atOnce) return undefined;
      asking.add(other);
      return ask(other);
    },
    isAsking: () => asking.size > 0,
    stop,
  };
}
