/** What a broadcast with these settings would be. */
export type ChosenFact = { readonly name: string; readonly value: string };

/**
 * Source and origins of a configuration, as it stands in its file; what is left open there is said by its default.
 * @param config as the settings have it
 */
export function chosenFacts(config: Readonly<Record<string, unknown>>): readonly ChosenFact[] {
  const { source, origins } = config;
  return [
    {
      name: 'Captures',
      value: typeof source === 'string' && source !== 'test' ? source : 'a test pattern with a tone',
    },
    { name: 'Delivers to', value: originsText(origins) },
  ];
}

function originsText(origins: unknown): string {
  const urls = Array.isArray(origins) ? origins.flatMap(urlOf) : [];
  return urls.length === 0 ? 'a folder on this machine' : urls.join(', ');
}

function urlOf(origin: unknown): string[] {
  if (typeof origin === 'string') return [origin];
  const url = typeof origin === 'object' && origin !== null && 'url' in origin ? origin.url : undefined;
  return typeof url === 'string' ? [url] : [];
}
