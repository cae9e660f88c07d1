/** Holds what filters remember with: rates that fade, and maps that forget their oldest entries. */

/** Estimates a rate: each event counts, and fades with the time constant `tauMs`. */
export interface Fading {
  value: number;
  atMs: number;
}

export const fading = (): Fading => ({ value: 0, atMs: 0 });

/** Adds one event and returns the fading sum; divided by the time constant in seconds it is a rate. */
export function add(to: Fading, nowMs: number, tauMs: number): number {
  to.value = to.value * Math.exp((to.atMs - nowMs) / tauMs) + 1;
  to.atMs = nowMs;
  return to.value;
}

/** A map of at most `size` entries: one more, and the entry that was made first is forgotten. A flood of made-up sources stays harmless. */
export class Recent<V> {
  readonly #entries = new Map<string, V>();
  readonly #size: number;
  readonly #make: () => V;

  constructor(size: number, make: () => V) {
    this.#size = size;
    this.#make = make;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** The entry, made anew where there is none. */
  of(key: string): V {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const made = this.#make();
    this.#entries.set(key, made);
    if (this.#entries.size > this.#size) this.#entries.delete(this.#entries.keys().next().value ?? '');
    return made;
  }
}
