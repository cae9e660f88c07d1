/** Holds the error that lists everything that is wrong with a scenario, each with its place in the file. */
import { Problem } from '../problem.ts';

export type Path = readonly (string | number)[];

export interface ScenarioIssue {
  readonly path: Path;
  readonly expected: string;
  readonly got: string;
  /** What was probably meant, or what to do. */
  readonly next?: string;
}

/** Where a path stands in the file that people wrote; lines and columns count from 1. */
export type Locate = (path: Path) => { readonly line: number; readonly column: number } | undefined;

/** `lanes.attack[0].with.rps` */
export const pathText = (path: Path): string =>
  path.length === 0 ? 'the scenario' : path.map((key, n) => (typeof key === 'number' ? `[${key}]` : n === 0 ? key : `.${key}`)).join('');

/** Any value in a few characters, for a message. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') return `a ${typeof value}`;
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

export const valueAt = (raw: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined), raw);

export class ScenarioProblem extends Problem {
  readonly issues: readonly ScenarioIssue[];

  /** `what` is what was read, where that is no scenario. */
  constructor(issues: readonly ScenarioIssue[], file?: string, locate?: Locate, what = 'a scenario') {
    const lines = issues.map((issue) => {
      const at = locate?.(issue.path);
      const place = at === undefined ? '' : ` (line ${at.line}:${at.column})`;
      const next = issue.next === undefined ? '' : `; ${issue.next}`;
      return `- ${issue.path.length === 0 ? what.replace(/^a /, 'the ') : pathText(issue.path)}${place}: expected ${issue.expected}, got ${issue.got}${next}`;
    });
    super({
      expected: `${what} without problems`,
      got: issues.length === 1 ? 'one problem' : `${issues.length} problems`,
      ...(file === undefined ? {} : { where: file }),
      next: lines.join('\n  '),
    });
    this.name = 'ScenarioProblem';
    this.issues = issues;
  }
}
