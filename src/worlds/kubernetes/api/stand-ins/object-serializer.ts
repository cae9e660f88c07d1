/** Holds what stands in for the client's generated serializer: JSON as it is, where that one knows every kind's fields and drops those that are newer than itself. */

/** A function, since the library's own serializer extends it. */
export const ObjectSerializer = Object.assign(function ObjectSerializer() {}, {
  serialize: (data: unknown): unknown => data,
  deserialize: (data: unknown): unknown => data,
  stringify: (data: unknown): string => JSON.stringify(data),
  parse: (text: string): unknown => JSON.parse(text),
  getPreferredMediaType: (): string => 'application/json',
  normalizeMediaType: (type = ''): string => (type.split(';')[0] ?? '').trim().toLowerCase(),
});
