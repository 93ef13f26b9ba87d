/** NATS subjects and JetStream names of the network. */
export const subjects = {
  /** One a node, below it: `surecast.heartbeat.NAME`. */
  heartbeat: 'surecast.heartbeat',
  /** Between processes of one name: whether the one that was heard is there. `surecast.instance.NAME`. */
  instance: 'surecast.instance',
  /** Requests to the directory; its members subscribe in the queue group `directory`. */
  directory: 'surecast.directory.ask',
  /** The same requests to all its members at once: asked when the one that was asked has not answered. */
  directoryAll: 'surecast.directory.ask-all',
  /** Changes, to the member that was asked to begin one: `surecast.directory.change.MEMBER`. */
  directoryChange: 'surecast.directory.change',
  /** Each member says the newest epoch here once a second, and at each change. */
  epoch: 'surecast.directory.epoch',
  /** Members say once a second which nodes are revoked. */
  revoked: 'surecast.directory.revoked',
  /** Directory members tell each other which nodes they take for dead. */
  opinion: 'surecast.directory.opinion',
  /** To one node, from the directory: `surecast.order.NAME`. */
  order: 'surecast.order',
} as const;

export const directoryQueueGroup = 'directory';
/** The key-value bucket with the plan (key `plan`) and a beacon a watcher must see once a second (key `beacon`). */
export const planBucket = { name: 'surecast-plan', planKey: 'plan', beaconKey: 'beacon' } as const;
