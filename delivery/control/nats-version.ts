/** Key-value stores are as Surecast needs them since then. */
const oldest = { major: 2, minor: 11 };

/** How a nats-server calls its version, `2.15.2`, in what it prints or says; undefined: it has none. */
export const readNatsVersion = (text: string): string | undefined => /\bv?(\d+\.\d+\.\d+)/.exec(text)?.[1];

export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
}
