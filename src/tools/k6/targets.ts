/** Holds how the targets of a generator are found: every URL anywhere in its settings. */
import type { Json } from '../../record/json.ts';

export function* urlsIn(value: Json | undefined, at: string): Generator<{ readonly at: string; readonly url: URL }> {
  if (typeof value === 'string') {
    if (/^[a-z][a-z\d+.-]*:\/\//i.test(value) && URL.canParse(value)) yield { at, url: new URL(value) };
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* urlsIn(inner, `${at}.${key}`);
  }
}
