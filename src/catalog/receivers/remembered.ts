/** Holds which messages came to whom, so that a report about one that never came is told from others. */

/** The oldest are forgotten. */
const messagesMax = 100_000;

export interface Remembered {
  add(id: string, to: readonly string[]): void;
  has(id: string, to: string): boolean;
}

/** Addresses are compared without regard to case. */
export function remembered(): Remembered {
  const messages = new Map<string, Set<string>>();
  return {
    add: (id, to) => {
      const known = messages.get(id) ?? new Set();
      for (const one of to) known.add(one.toLowerCase());
      messages.set(id, known);
      if (messages.size <= messagesMax) return;
      const [oldest] = messages.keys();
      if (oldest !== undefined) messages.delete(oldest);
    },
    has: (id, to) => messages.get(id)?.has(to.toLowerCase()) === true,
  };
}
