/** Holds the translation of what the schema library finds into sentences with expected, got and the nearest known word. */
import type { z } from 'zod';
import { nearest } from './nearest.ts';
import { shown, valueAt, type Path, type ScenarioIssue } from './scenario-problem.ts';

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

const article: Readonly<Record<string, string>> = { string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', object: 'an object', record: 'an object', null: 'null' };
const list = (words: readonly string[]) => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`);
const meant = (written: unknown, known: readonly string[]) => {
  const word = typeof written === 'string' ? nearest(written, known) : undefined;
  return word === undefined ? {} : { next: `did you mean "${word}"?` };
};

const isShape = (inst: unknown): inst is { shape: Record<string, unknown> } => typeof inst === 'object' && inst !== null && 'shape' in inst;

/**
 * Checks `raw` and returns what is wrong with it. The library tells which keys an object may have only while it checks,
 * so they are noted then, by the very list of unknown keys that the issue carries.
 */
export function shapeIssues<S extends z.ZodType>(schema: S, raw: unknown): { data: z.output<S> } | { issues: readonly ScenarioIssue[] } {
  const known = new Map<unknown, readonly string[]>();
  const note = (issue: RawIssue) => {
    if (issue.code === 'unrecognized_keys' && isShape(issue.inst)) known.set(issue.keys, Object.keys(issue.inst.shape));
    return undefined;
  };
  const checked = schema.safeParse(raw, { error: note });
  return checked.success ? { data: checked.data } : { issues: checked.error.issues.flatMap((issue) => told(issue, [], raw, known)) };
}

function told(issue: Issue, base: Path, raw: unknown, known: ReadonlyMap<unknown, readonly string[]>): ScenarioIssue[] {
  const path: Path = [...base, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  const input = valueAt(raw, path);
  const got = shown(input);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const allowed = known.get(issue.keys) ?? [];
      return issue.keys.map((key) => unknownKey([...path, key], key, allowed));
    }
    case 'invalid_union':
      return 'discriminator' in issue && issue.errors.length === 0 ? [kindIssue(issue, path, input)] : unionIssues(issue.errors, path, raw, known);
    case 'invalid_value': {
      const values = issue.values.map((value) => (typeof value === 'string' ? `"${value}"` : String(value)));
      return [{ path, expected: values.length === 1 ? (values[0] ?? '') : `one of ${list(values)}`, got, ...meant(input, issue.values.map(String)) }];
    }
    case 'invalid_key':
      return issue.issues.flatMap((inner) => told({ ...inner, path: [] }, path, path.at(-1), known).map((one) => ({ ...one, path, got: shown(path.at(-1)) })));
    case 'invalid_type':
      return issue.message.startsWith('expected ') ? [spoken(issue.message, path, got)] : [{ path, expected: article[issue.expected] ?? issue.expected, got }];
    case 'too_small':
      return [{ path, expected: issue.origin === 'string' || issue.origin === 'array' ? 'something, not nothing' : `a number ${issue.inclusive === false ? 'above' : 'of at least'} ${issue.minimum}`, got: got === '""' ? 'an empty text' : got }];
    case 'too_big':
      return [{ path, expected: `at most ${issue.maximum}`, got }];
    case 'custom':
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_element':
      break;
  }
  return [spoken(issue.message, path, got)];
}

/** Where the word that was meant is known, a long list of all words would only hide it. */
function unknownKey(path: Path, key: string, allowed: readonly string[]): ScenarioIssue {
  const guess = meant(key, allowed);
  const expected = allowed.length === 0 ? 'no keys here' : 'next' in guess && allowed.length > 12 ? 'a known key' : `one of the keys ${list(allowed)}`;
  return { path, expected, got: `the unknown key "${key}"`, ...guess };
}

/** A message that a schema wrote itself: "expected X", or "expected X, got Y". */
function spoken(message: string, path: Path, got: string): ScenarioIssue {
  const text = message.replace(/^expected /, '');
  const cut = text.lastIndexOf(', got ');
  return cut < 0 ? { path, expected: text, got } : { path, expected: text.slice(0, cut), got: text.slice(cut + 6) };
}

function kindIssue(issue: Issue & { code: 'invalid_union' }, path: Path, input: unknown): ScenarioIssue {
  const kinds = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  return { path, expected: `one of ${list(kinds)}`, got: shown(input), ...meant(input, kinds) };
}

/** Of several forms the one that people most likely meant is the one whose outermost shape fits what they wrote. */
function unionIssues(branches: readonly (readonly Issue[])[], path: Path, raw: unknown, known: ReadonlyMap<unknown, readonly string[]>): ScenarioIssue[] {
  const fits = branches.filter((issues) => !issues.some((issue) => issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value')));
  const depth = (issues: readonly Issue[]) => Math.max(0, ...issues.map((issue) => issue.path.length)) - issues.filter((issue) => issue.path.length === 0).length;
  const [meantBranch] = fits.toSorted((a, b) => depth(b) - depth(a));
  if (meantBranch !== undefined) return meantBranch.flatMap((issue) => told(issue, path, raw, known));
  const forms = branches.flatMap((issues) => issues.filter((issue) => issue.path.length === 0).flatMap((issue) => told(issue, path, raw, known)));
  const input = valueAt(raw, path);
  const expected = [...new Set(forms.map((form) => form.expected))];
  return [{ path, expected: list(expected), got: shown(input), ...meant(input, expected.map((word) => word.replaceAll('"', ''))) }];
}
