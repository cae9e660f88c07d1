/** Holds the seconds of one generator, kept so that whoever follows late hears all of them. */
import type { LoadSecond } from '../../ports/load.ts';

export interface LoadEnd {
  readonly code: number | null;
  readonly saw: string;
  /** Whether it was told to stop. */
  readonly asked: boolean;
}

export class SecondLog {
  readonly #seconds: LoadSecond[] = [];
  readonly #waiting = new Set<() => void>();
  #end: LoadEnd | undefined;

  add(second: LoadSecond): void {
    this.#seconds.push(second);
    this.#wake();
  }

  end(end: LoadEnd): void {
    this.#end = end;
    this.#wake();
  }

  /** Tells every second from the first on; resolves with the end, or with undefined once `stop` aborts. */
  async follow(heard: (second: LoadSecond) => void, stop: AbortSignal): Promise<LoadEnd | undefined> {
    let told = 0;
    const wake = () => this.#wake();
    stop.addEventListener('abort', wake);
    try {
      for (;;) {
        for (; told < this.#seconds.length && !stop.aborted; told++) {
          const second = this.#seconds[told];
          if (second !== undefined) heard(second);
        }
        if (this.#end !== undefined || stop.aborted) return this.#end;
        await new Promise<void>((resolve) => this.#waiting.add(resolve));
      }
    } finally {
      stop.removeEventListener('abort', wake);
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
