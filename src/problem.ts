/** Holds the error that people are meant to read: what was expected, what came, where, and what to do next. */

export interface ProblemParts {
  readonly expected: string;
  readonly got: string;
  readonly where?: string;
  readonly next?: string;
  readonly cause?: unknown;
}

export class Problem extends Error {
  readonly parts: ProblemParts;

  constructor(parts: ProblemParts) {
    const where = parts.where === undefined ? '' : ` (${parts.where})`;
    const next = parts.next === undefined ? '' : `\n  ${parts.next}`;
    super(`expected ${parts.expected}, got ${parts.got}${where}${next}`, { cause: parts.cause });
    this.name = 'Problem';
    this.parts = parts;
  }
}

/** One line about anything that was thrown, for a journal or a message. */
export const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
