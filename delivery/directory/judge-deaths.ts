/** A directory member as another one sees it. */
export type MemberView = {
  readonly name: string;
  readonly isAlive: boolean;
  /** Whom it takes for dead; undefined: it has said nothing of late, or has not listened for long enough. */
  readonly dead: ReadonlySet<string> | undefined;
};

export type DeathQuestion = {
  /** Names on the list. */
  readonly listed: readonly string[];
  /** All members that are known, also those that fell silent within the last minute; the asking one among them. */
  readonly members: readonly MemberView[];
  /** How many were removed from the list within the last ten seconds. */
  readonly removedLately: number;
};

/**
 * Which listed intermediates are dead. Most of all known members must hold it, silent ones included: so the smaller part
 * of a network that fell apart removes nobody. Half of the list or more within ten seconds is
 * more likely a fault of the network, and needs every member that lives.
 */
export function judgeDeaths({ listed, members, removedLately }: DeathQuestion): string[] {
  const holders = (name: string): number => members.filter(({ dead }) => dead?.has(name) === true).length;
  const confirmed = listed.filter((name) => holders(name) * 2 > members.length);
  const living = members.filter(({ isAlive }) => isAlive);
  const isUnanimous = (name: string): boolean => living.every(({ dead }) => dead?.has(name) === true);
  const isMass = (removedLately + confirmed.length) * 2 >= removedLately + listed.length;
  return isMass ? confirmed.filter(isUnanimous) : confirmed;
}
