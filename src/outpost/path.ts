/** Holds how a path is taken apart. */

/** Its parts, unescaped and without the query; none where it can't be unescaped, so that it leads nowhere. */
export function partsOf(url: string): readonly string[] {
  try {
    return (url.split('?', 1)[0] ?? '').split('/').slice(1).map(decodeURIComponent);
  } catch {
    return [];
  }
}
