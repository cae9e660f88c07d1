/** Holds who has claimed what: a scenario is checked for overlaps, but a person may release an inject at another time. */

export interface Claims {
  /** Resolves with true once all names are free and taken, with false when `stop` aborts before. First come, first served. */
  take(who: string, names: readonly string[], stop: AbortSignal): Promise<boolean>;
  /** Who holds one of these names. */
  holder(names: readonly string[]): string | undefined;
  free(who: string): void;
}

export function createClaims(): Claims {
  const held = new Map<string, string>();
  const waiting: { readonly names: readonly string[]; readonly tell: () => void }[] = [];
  const holder = (names: readonly string[]) => names.map((name) => held.get(name)).find((who) => who !== undefined);

  return {
    holder,
    take: async (who, names, stop) => {
      while (!stop.aborted) {
        if (holder(names) === undefined) {
          for (const name of names) held.set(name, who);
          return true;
        }
        await new Promise<void>((resolve) => {
          waiting.push({ names, tell: resolve });
          stop.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      return false;
    },
    free: (who) => {
      for (const [name, by] of held) if (by === who) held.delete(name);
      for (const one of waiting.splice(0)) one.tell();
    },
  };
}
