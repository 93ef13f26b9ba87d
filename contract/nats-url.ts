/** Whether a text is the address of a NATS server: `nats://HOST:PORT` or `tls://HOST:PORT`, without credentials. */
export function isNatsUrl(text: string): boolean {
  const [, port] = /^(?:nats|tls):\/\/(?:\[[0-9A-Fa-f:.]+\]|[^:[\]/\s@]+)(?::(\d{1,5}))?\/?$/.exec(text) ?? [
    undefined,
    '0',
  ];
  return port === undefined || (Number(port) > 0 && Number(port) <= 65_535);
}
