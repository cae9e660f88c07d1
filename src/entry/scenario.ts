/** Holds the program that runs a scenario written as code and tells its export; it is started without the right to write, spawn or read elsewhere. */
import { isDeepStrictEqual } from 'node:util';
import { pathToFileURL } from 'node:url';
import type { ScenarioReply } from '../scenario/code-source.ts';

const file = process.argv[2] ?? '';

/** The first place whose value JSON would lose or change. */
function notJson(value: unknown, at: string, around: readonly unknown[]): { at: string; is: string } | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : { at, is: String(value) };
  if (typeof value !== 'object') return { at, is: value === undefined ? 'undefined' : `a ${typeof value}` };
  if (around.includes(value)) return { at, is: 'a cycle' };
  const plain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null;
  if (!plain) return { at, is: `an object of class ${value.constructor.name}` };
  for (const [key, inner] of Object.entries(value)) {
    const found = notJson(inner, Array.isArray(value) ? `${at}[${key}]` : `${at}.${key}`, [...around, value]);
    if (found !== undefined) return found;
  }
  return isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value) ? undefined : { at, is: 'something that its JSON differs from' };
}

/** The first line and column that the stack names in a file of the scenario's own. */
function failed(error: unknown): ScenarioReply {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : `a thrown ${typeof error}: ${String(error)}`;
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const syntax = /^(?:file:\/\/)?(\/[^\n]*?|[A-Za-z]:[^\n]*?):(\d+)\n/.exec(stack);
  const frame = syntax ?? /(?:\(|at )file:\/\/([^\n)]+?):(\d+):(\d+)\)?/.exec(stack.split('\n').filter((line) => !line.includes('/entry/scenario.')).join('\n'));
  if (frame === null) return { failed: { what } };
  return { failed: { what, file: decodeURI(frame[1] ?? file), line: Number(frame[2]), ...(frame[3] === undefined ? {} : { column: Number(frame[3]) }) } };
}

async function reply(): Promise<ScenarioReply> {
  try {
    const module = (await import(pathToFileURL(file).href)) as { default?: unknown };
    if (!('default' in module)) return { failed: { what: 'no default export' } };
    const wrong = notJson(module.default, 'the export', []);
    return wrong === undefined ? { json: JSON.stringify(module.default) } : { notJson: wrong };
  } catch (error) {
    return failed(error);
  }
}

const answer = await reply();
process.send?.(answer, () => process.exit(0));
