/** Holds how labels of an alert are made of what a tool tells: by name, as text, in bounded number and length. */

const labelsMax = 64;
const nameMax = 100;
const valueMax = 1000;

export const cut = (text: string, max = valueMax): string => text.slice(0, max);

/** Of these values texts, numbers and booleans become labels, in their order; what is empty, missing or no such value is left out. */
export function labelsOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const some = Object.entries(values).flatMap(([name, value]) => {
    const text = typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
    return text === '' || name === '' ? [] : [[cut(name, nameMax), cut(text)] as const];
  });
  return Object.fromEntries(some.slice(0, labelsMax));
}

/** Tags as `name:value` become labels; one without a value is *true*. */
export function labelsOfTags(tags: readonly string[]): Record<string, string> {
  const parted = tags.map((tag) => /^([^:]+):(.*)$/s.exec(tag.trim()) ?? [tag, tag.trim(), 'true']);
  return labelsOf(Object.fromEntries(parted.map(([, name = '', value = '']) => [name, value.trim()])));
}
