/** Holds how a value is found in a message by a JSON pointer (RFC 6901), such as `/event/data/title`. */
import { z } from 'zod';

export const pointer = z.string().regex(/^(?:\/(?:[^~/]|~[01])*)*$/, { error: 'expected a JSON pointer such as /incident/title' });

/** Undefined where there is nothing; inherited properties are nothing. */
export function valueAt(value: unknown, at: string): unknown {
  return at
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((inner, part) => (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part) ? (inner as Readonly<Record<string, unknown>>)[part] : undefined), value);
}
