/** Holds the reading of CSV as RFC 4180 has it, row by row, with the place of every cell. */
import type { Place } from './customer.ts';

export interface Row {
  readonly cells: readonly string[];
  /** Where the cell begins; asked for only when something is wrong with it. */
  place(cell: number): Place;
}

export interface Damage extends Place {
  readonly got: string;
}

/** The separator that the first line has most of: spreadsheets of some countries write semicolons. */
export function separatorOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1);
  const counts = [',', ';', '\t'].map((one) => [one, first.split(one).length] as const);
  return counts.toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? ',';
}

interface Cell {
  readonly text: string;
  /** Of what follows it. */
  readonly end: number;
}

function quoted(text: string, from: number, separator: string): Cell | { readonly wrongAt: number; readonly got: string } {
  let end = text.indexOf('"', from + 1);
  // Two quotes stand for one.
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  if (end < 0) return { wrongAt: from, got: 'a quote that is never closed' };
  const next = text[end + 1];
  if (next !== undefined && next !== separator && next !== '\n' && next !== '\r') return { wrongAt: end + 1, got: 'text after a closing quote' };
  return { text: text.slice(from + 1, end).replaceAll('""', '"'), end: end + 1 };
}

function bare(text: string, from: number, separator: string): Cell {
  let end = from;
  for (; end < text.length; end++) {
    const character = text[end];
    if (character === separator || character === '\n' || character === '\r') break;
  }
  return { text: text.slice(from, end), end };
}

/** Line and column of what stands at `at`, counted from the row's beginning: a cell in quotes may hold line breaks. */
function placeIn(text: string, row: { readonly line: number; readonly from: number }, at: number): Place {
  let { line, from } = row;
  for (let n = text.indexOf('\n', from); n >= 0 && n < at; n = text.indexOf('\n', from)) [line, from] = [line + 1, n + 1];
  return { line, column: at - from + 1 };
}

/** Rows that are empty are left out. Yields a `Damage` and ends where quotes don't close, or where something follows a closing one. */
export function* csvRows(text: string, separator: string): Generator<Row | Damage> {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const row = { line, from: at };
    const cells: string[] = [];
    const starts: number[] = [];
    for (let more = true; more; ) {
      const cell = text[at] === '"' ? quoted(text, at, separator) : bare(text, at, separator);
      if ('got' in cell) {
        yield { ...placeIn(text, row, cell.wrongAt), got: cell.got };
        return;
      }
      cells.push(cell.text.trim());
      starts.push(at);
      at = cell.end;
      more = text[at] === separator;
      if (more) at += 1;
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    if (cells.length > 1 || cells[0] !== '') yield { cells, place: (cell) => placeIn(text, row, starts[Math.min(cell, starts.length - 1)] ?? row.from) };
    ({ line } = placeIn(text, row, at));
  }
}
