/** Holds the search for the known word that somebody probably meant. */

/** Edits, swaps of neighbours included, that turn one word into the other (optimal string alignment). */
function edits(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)));
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, at(i - 2, j - 2) + 1);
      const row = rows[i];
      if (row !== undefined) row[j] = least;
    }
  }
  return at(a.length, b.length);
}

/** The known word within a third of its length, or else one that holds, or is held by, what was written; undefined where none is near. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  const word = written.toLowerCase();
  const ranked = known.map((one) => ({ one, far: edits(word, one.toLowerCase()) })).sort((a, b) => a.far - b.far);
  const best = ranked[0];
  if (best !== undefined && best.far <= Math.max(1, Math.floor(best.one.length / 3))) return best.one;
  // Shorter ones hold or are held by chance: "at" is in "duration".
  const holds = (whole: string, part: string) => part.length >= 4 && whole.includes(part);
  return known.find((one) => holds(one.toLowerCase(), word) || holds(word, one.toLowerCase()));
}
