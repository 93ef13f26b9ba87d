import type { SimulationSettings } from '../../contract/network/simulation.ts';

/** A server with a network card, as the others see it. */
export type SimulatedServer = {
  readonly name: string;
  readonly kind: 'main' | 'intermediate' | 'edge';
  /** Among those of its kind. */
  readonly index: number;
  /** Its link among the links of its tier. */
  readonly link: number;
  readonly capacityBitsPerSecond: number;
  /** Edges: how many viewers it takes. */
  readonly maxViewers: number;
  life: 'alive' | 'refusing' | 'silent';
  isDraining: boolean;
};

export const mainName = 'main';
export const nodeUrl = (name: string): string => `https://${name}:7443`;

/** The main server and the intermediates: the tier whose links carry whole segments between servers. */
export function makeUpperServers(settings: SimulationSettings): [SimulatedServer, ...SimulatedServer[]] {
  const intermediates = Array.from({ length: settings.intermediates }, (_, index) =>
    server(`intermediate-${index + 1}`, 'intermediate', index, index + 1, settings.intermediateRate),
  );
  return [server(mainName, 'main', 0, 0, settings.mainRate), ...intermediates];
}

/** What an edge can send over what its viewers draw when it is full: segments are fetched faster than they play. */
const headroom = 1.5;

/** Edges with room for the audience at the use that the settings say; sizes rise evenly from the smallest to the largest. */
export function makeEdges(settings: SimulationSettings): SimulatedServer[] {
  const { edges, edgeSpread, viewers, edgeUse, streamRate } = settings;
  const sizes = Array.from({ length: edges }, (_, index) =>
    edges === 1 ? 1 : 1 + ((edgeSpread - 1) * index) / (edges - 1),
  );
  const all = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.map((size, index) => {
    const room = Math.ceil((viewers * size) / all / edgeUse);
    return server(`edge-${index + 1}`, 'edge', index, index, room * streamRate * headroom, room);
  });
}

function server(
  name: string,
  kind: SimulatedServer['kind'],
  index: number,
  link: number,
  capacityBitsPerSecond: number,
  maxViewers = 1,
): SimulatedServer {
  return {
    link,
    life: 'alive',
    name,
    kind,
    index,
    capacityBitsPerSecond,
    maxViewers,
    isDraining: false,
  };
}
