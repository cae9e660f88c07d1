/** Holds how a provider's list of who did what is read: a list in JSON, by the paths of its parts. */

/** Names with dots between them; `entries` leads from the whole answer to the list and is empty where the answer is the list, the others lead into one entry. */
export interface AuditShape {
  readonly entries: string;
  readonly id: string;
  readonly time: string;
  readonly action: string;
  readonly actor: string;
}

export interface AuditApi {
  readonly name: string;
  /** `{since}` and `{before}` stand for the oldest and the newest moment that is asked for (RFC 3339). */
  readonly url: string;
  /** Of the secret. */
  readonly header: { readonly name: string; readonly prefix: string };
  readonly shape: AuditShape;
  /** What an entry must have to be told of something that was done, and not only tried. */
  readonly done: AuditMatch;
}

/** Every path must lead to one of its texts; `*` in a text stands for anything. */
export type AuditMatch = Readonly<Record<string, readonly string[]>>;

export interface AuditEntry {
  readonly id: string;
  /** By the provider's clock, in unix ms: it was done at `fromMs` or up to `spanMs` later, as finer times aren't told. */
  readonly fromMs: number;
  readonly spanMs: number;
  readonly action: string;
  readonly actor: string;
  /** As it came. */
  readonly entry: unknown;
}

const at = (value: unknown, path: string): unknown =>
  path.split('.').filter((name) => name !== '').reduce<unknown>((inner, name) => (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name) ? (inner as Readonly<Record<string, unknown>>)[name] : undefined), value);

const textOf = (value: unknown): string | undefined => (value === undefined || value === null ? undefined : typeof value === 'string' ? value : JSON.stringify(value));

/** Unix seconds stay below this until the year 5138, and milliseconds have been above it since 1973. */
const secondsBelow = 1e11;

/** RFC 3339 with its zone, or unix seconds or milliseconds. */
function momentOf(value: unknown): Pick<AuditEntry, 'fromMs' | 'spanMs'> | undefined {
  if (typeof value === 'number') {
    if (value >= secondsBelow) return { fromMs: value, spanMs: 1 };
    return { fromMs: value * 1000, spanMs: Number.isInteger(value) ? 1000 : 1 };
  }
  const [text, fraction = '.'] = (typeof value === 'string' ? /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(?:Z|[-+]\d\d:\d\d)$/.exec(value) : undefined) ?? [];
  const fromMs = Date.parse(text ?? '');
  return Number.isNaN(fromMs) ? undefined : { fromMs, spanMs: Math.max(1, 1000 / 10 ** (fraction.length - 1)) };
}

function entryOf({ id, time, action, actor }: AuditShape, entry: unknown): AuditEntry | { readonly got: string } {
  const [name, moment] = [textOf(at(entry, id)), momentOf(at(entry, time))];
  if (name === undefined) return { got: `an entry without ${id}` };
  if (moment === undefined) return { got: `${textOf(at(entry, time)) ?? 'nothing'} as ${time}, which is neither RFC 3339 with its zone nor unix time` };
  return { id: name, ...moment, action: textOf(at(entry, action)) ?? 'something', actor: textOf(at(entry, actor)) ?? 'somebody', entry };
}

/** What is listed; otherwise what came instead, in words. */
export function auditEntries(shape: AuditShape, body: string): { readonly list: readonly AuditEntry[] } | { readonly got: string } {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return { got: `no JSON: ${body.slice(0, 100)}` };
  }
  const listed = at(answer, shape.entries);
  if (!Array.isArray(listed)) return { got: `no list at ${shape.entries === '' ? 'the top' : shape.entries}` };
  const list: AuditEntry[] = [];
  for (const each of listed) {
    const read = entryOf(shape, each);
    if ('got' in read) return read;
    list.push(read);
  }
  return { list };
}

const fits = (pattern: string, text: string): boolean => new RegExp(`^${pattern.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&')).join('.*')}$`, 's').test(text);

export const auditMatches = (match: AuditMatch, { entry }: AuditEntry): boolean =>
  Object.entries(match).every(([path, patterns]) => {
    const text = textOf(at(entry, path));
    return text !== undefined && patterns.some((pattern) => fits(pattern, text));
  });

/** When a server wrote an answer, by its `Date` header, in whole seconds (RFC 9110, 6.6.1); undefined where it has none. */
export function dateOf(headers: Readonly<Record<string, string>>): number | undefined {
  const ms = Date.parse(headers['date'] ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}
