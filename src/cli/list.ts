/** Holds the verb `list`: everything that a scenario can name and a scorecard can show, with its fields, derived from the declarations. */
import { Argument } from 'commander';
import { exitCodes } from './exit-codes.ts';
import type { Field } from './fields.ts';
import type { Io } from './io.ts';
import { table } from './table.ts';
import { command, printJson, type CommonOptions, type Verb } from './verb.ts';

interface Entry {
  readonly kind: string;
  readonly summary: string;
  readonly needs?: readonly string[];
  readonly fields?: readonly Field[];
  readonly [more: string]: unknown;
}

async function fromCatalogue(what: 'faults' | 'plays' | 'observers' | 'receivers' | 'roles'): Promise<readonly Entry[]> {
  const [{ catalogue }, { fieldsOf }] = await Promise.all([import('../catalog/index.ts'), import('./fields.ts')]);
  if (what === 'receivers') return Object.values(catalogue.receivers).map(({ kind, summary, spec }) => ({ kind, summary, ...(spec && { fields: fieldsOf(spec) }) }));
  if (what === 'roles') return Object.values(catalogue.roles).map(({ kind, summary, spec }) => ({ kind, summary, fields: fieldsOf(spec) }));
  return Object.values(catalogue[what]).map(({ kind, summary, needs, spec }) => ({ kind, summary, needs, fields: fieldsOf(spec) }));
}

/** What a rule may say by itself, and where it asks a facilitator. */
const decidesText = ({ found, silent }: { readonly found: boolean; readonly silent: boolean }): string => `${found ? 'yes' : 'asks'} where it finds something, ${silent ? 'yes' : 'asks'} where it finds nothing`;

const sources = {
  faults: () => fromCatalogue('faults'),
  observers: () => fromCatalogue('observers'),
  roles: () => fromCatalogue('roles'),
  plays: () => fromCatalogue('plays'),
  receivers: () => fromCatalogue('receivers'),
  metrics: async () => (await import('../judge/metrics/index.ts')).metrics.map(({ id, title, capability, unit, critical, basis }) => ({ kind: id, summary: title, capability, unit, critical, basis })),
  'notice-rules': async () => Object.values((await import('../judge/notices/rules/index.ts')).rules).map(({ id, asks, because, decides }) => ({ kind: id, summary: asks, because, decides: decidesText(decides) })),
  reporters: async () => Object.entries((await import('../report/index.ts')).reporters).map(([kind, { summary, file }]) => ({ kind, summary, file })),
  worlds: async () => {
    const { worldKinds } = await import('../worlds/index.ts');
    const kinds = await Promise.all(Object.values(worldKinds).map((kind) => kind()));
    return kinds.map((kind) => ({ kind: kind.name, summary: kind.summary, has: kind.has({}) }));
  },
} as const satisfies Record<string, () => Promise<readonly Entry[]>>;

type What = keyof typeof sources;

const fieldRow = (field: Field): readonly string[] => {
  const given = field.default === undefined ? '' : ` (default ${typeof field.default === 'string' ? field.default : JSON.stringify(field.default)})`;
  return [`  ${field.name}${field.required ? '*' : ''}`, [field.description, `${field.type}${given}`].filter((part) => part !== '').join(' — ')];
};

function text(what: string, entries: readonly Entry[], width: number, withFields: boolean): string {
  const rows = entries.map((entry) => [entry.kind, entry.summary] as const);
  if (!withFields) return `${what}\n${table(rows, width)}\n`;
  const parts = entries.map((entry) => {
    const fields = (entry.fields ?? []).map(fieldRow);
    const needs = entry.needs === undefined || entry.needs.length === 0 ? [] : [['  needs', entry.needs.join(', ')]];
    const about = Object.entries(entry).filter(([key, value]) => !['kind', 'summary', 'needs', 'fields'].includes(key) && value !== undefined).map(([key, value]) => [`  ${key}`, Array.isArray(value) ? value.join(', ') : String(value)]);
    return `  ${entry.kind}: ${entry.summary}\n${table([...fields, ...about, ...needs], width, 2)}`.trimEnd();
  });
  return `${what}\n${parts.join('\n\n')}\n`;
}

async function listed(io: Io, what: What | undefined, options: CommonOptions): Promise<number> {
  const wanted = what === undefined ? (Object.keys(sources) as What[]) : [what];
  const found = await Promise.all(wanted.map(async (one) => [one, await sources[one]()] as const));
  if (options.json === true) printJson(io, Object.fromEntries(found));
  else io.out(found.map(([one, entries]) => text(one, entries, io.terminal.width(), what !== undefined)).join('\n'));
  return exitCodes.passed;
}

export const list: Verb = (io, end) =>
  command({
    name: 'list',
    summary: 'list faults, observers, roles, metrics and more, with their fields',
    examples: ['gameday list  # names and sentences', 'gameday list faults  # every field, * where it is required', 'gameday list metrics --json'],
  })
    .addArgument(new Argument('[what]', 'one of the lists, with all fields').choices(Object.keys(sources)))
    .action(async (what: What | undefined, options: CommonOptions) => end(await listed(io, what, options)));
