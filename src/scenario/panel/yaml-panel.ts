/** Holds the reading of a panel in YAML: a list of customers under `customers`, with the fields that a CSV has as columns, or contacts in objects. */
import { nearest } from '../nearest.ts';
import { shown } from '../scenario-problem.ts';
import type { Path } from '../scenario-problem.ts';
import { readYaml } from '../yaml-source.ts';
import type { PanelBuilder } from './builder.ts';
import type { Place } from './customer.ts';
import { customerOf, fieldNames } from './fields.ts';

const snake = (key: string) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll('-', '_');
const isMap = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A customer's fields by their names in CSV, each with its path; what can't be a field is reported. */
function flat(customer: Readonly<Record<string, unknown>>, base: Path, odd: (path: Path, got: string) => void): ReadonlyMap<string, { readonly text: string; readonly path: Path }> {
  const fields = new Map<string, { text: string; path: Path }>();
  const put = (name: string, value: unknown, path: Path) => {
    const plain = typeof value === 'boolean' ? (value ? 'yes' : 'no') : Array.isArray(value) ? value.join(', ') : value;
    if (!fieldNames.includes(name)) odd(path, `the unknown key "${String(path.at(-1))}"${nearest(name, fieldNames) === undefined ? '' : `; did you mean "${nearest(name, fieldNames)}"?`}`);
    else if (typeof plain === 'string' || typeof plain === 'number') fields.set(name, { text: String(plain), path });
    else if (plain !== null && plain !== undefined) odd(path, shown(plain));
  };
  for (const [key, value] of Object.entries(customer)) {
    if (key !== 'contacts' || !isMap(value)) {
      put(snake(key), value, [...base, key]);
      continue;
    }
    for (const [channel, contact] of Object.entries(value)) {
      const path = [...base, 'contacts', channel];
      if (!isMap(contact)) put(snake(channel), contact, path);
      else for (const [part, of] of Object.entries(contact)) put(part === 'address' ? snake(channel) : `${snake(channel)}_${snake(part)}`, of, [...path, part]);
    }
  }
  return fields;
}

export function readYamlPanel(text: string, file: string, builder: PanelBuilder): void {
  const { raw, locate } = readYaml(text, file);
  const at = (path: Path): Place | undefined => locate?.(path);
  const customers = isMap(raw) ? raw['customers'] : raw;
  const base: Path = isMap(raw) ? ['customers'] : [];
  if (!Array.isArray(customers)) return builder.wrong({ at: at(base), expected: 'a list of customers, or an object with one under "customers"', got: shown(customers) });
  for (const [n, customer] of customers.entries()) {
    if (builder.isFull()) return;
    const path = [...base, n];
    if (!isMap(customer)) {
      builder.wrong({ at: at(path), expected: 'a customer', got: shown(customer) });
      continue;
    }
    const fields = flat(customer, path, (odd, got) => builder.wrong({ at: at(odd), expected: 'a field of a customer', got }));
    const place = (name: string) => at(fields.get(name)?.path ?? path);
    builder.take((report) => customerOf((name) => fields.get(name)?.text.trim() ?? '', (name, issue) => report({ at: place(name), ...issue })), place);
  }
}
