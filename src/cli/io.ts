/** Holds all that a verb may use of its process; one program fills it in, tests fill in their own. */

export interface Io {
  /** The words after the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly pid: number;
  /** The folder of the package, for bundled scenarios and programs. */
  readonly home: string;
  readonly version: string;
  /** Results: what a pipe is meant to take. */
  out(text: string): void;
  /** Progress and complaints. */
  err(text: string): void;
  /** Whether each stream is a terminal, and how wide it is. */
  readonly terminal: { readonly in: boolean; readonly out: boolean; readonly err: boolean; width(): number };
  /** Hears single keys until the returned function is called; only where `terminal.in`. */
  keys(heard: (key: string) => void): () => void;
  /** Hears signals that ask to end, until the returned function is called. */
  interrupts(heard: (signal: string) => void): () => void;
  /** Ends the program at once. */
  quit(code: number): void;
}
