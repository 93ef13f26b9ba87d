type Closable = { close(): unknown };

/** What was opened, to be closed in the opposite order. */
export function createClosing(): { add<T extends Closable>(part: T): T; close(): Promise<void> } {
  const parts: Closable[] = [];
  return {
    add: (part) => {
      parts.push(part);
      return part;
    },
    close: async () => {
      for (const part of parts.splice(0).reverse()) await part.close();
    },
  };
}
