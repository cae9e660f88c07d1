/** Holds what every verb shares: how it is declared, its common options, and how it ends. */
import { Command } from 'commander';
import type { Io } from './io.ts';

export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** False after `--no-color`. */
  readonly color: boolean;
}

/** A verb builds its command; what its action resolves with is the exit code. */
export type Verb = (io: Io, end: (code: number) => void) => Command;

export interface VerbText {
  readonly name: string;
  readonly summary: string;
  /** Lines of `command  # what it does`. */
  readonly examples: readonly string[];
  /** What to do after it. */
  readonly next?: string;
}

export function command(text: VerbText): Command {
  const examples = text.examples.map((line) => `  $ ${line}`).join('\n');
  return new Command(text.name)
    .summary(text.summary)
    .description(text.summary)
    .option('--json', 'print the result as JSON on standard output')
    .option('--quiet', 'print no progress')
    .option('--no-color', 'print no colours (NO_COLOR does the same)')
    .addHelpText('after', `\nExamples:\n${examples}${text.next === undefined ? '' : `\n\nNext: ${text.next}`}`);
}

/** Colours are for terminals, and only where nobody asked for none (https://no-color.org). */
export const colourOf = (io: Io, options: CommonOptions, stream: 'out' | 'err' = 'out'): boolean =>
  options.color && (io.env['NO_COLOR'] ?? '') === '' && io.env['TERM'] !== 'dumb' && io.terminal[stream];

export const printJson = (io: Io, value: unknown): void => io.out(`${JSON.stringify(value, null, 2)}\n`);
