/** Holds the reading of a panel in CSV: its header, then a customer a row. */
import { nearest } from '../nearest.ts';
import { shown } from '../scenario-problem.ts';
import { csvRows, type Row, separatorOf } from './csv.ts';
import type { Place } from './customer.ts';
import { customerOf, fieldNames } from './fields.ts';
import type { PanelBuilder } from './builder.ts';

interface Header {
  readonly columns: ReadonlyMap<string, number>;
  readonly width: number;
}

/** Undefined where nothing below could be understood. */
function headerOf(row: Row, builder: PanelBuilder): Header | undefined {
  const columns = new Map<string, number>();
  for (const [n, cell] of row.cells.entries()) {
    const name = cell.toLowerCase().replaceAll(/[ -]/g, '_');
    const meant = nearest(name, fieldNames);
    if (!fieldNames.includes(name)) builder.wrong({ at: row.place(n), expected: 'the name of a column', got: `${shown(cell)}${meant === undefined ? '' : `; did you mean "${meant}"?`}` });
    else if (columns.has(name)) builder.wrong({ at: row.place(n), expected: 'each column once', got: `"${name}" again` });
    else columns.set(name, n);
  }
  if (columns.has('id')) return { columns, width: row.cells.length };
  builder.wrong({ at: row.place(0), expected: `a header with a column "id"; columns are ${fieldNames.join(', ')}`, got: shown(row.cells.join(',')) });
  return undefined;
}

export function readCsvPanel(text: string, builder: PanelBuilder): void {
  let header: Header | undefined;
  for (const row of csvRows(text, separatorOf(text))) {
    if ('got' in row) return builder.wrong({ at: row, expected: 'CSV as RFC 4180 has it', got: row.got });
    if (header === undefined) {
      header = headerOf(row, builder);
      if (header === undefined) return;
      continue;
    }
    if (builder.isFull()) return;
    const { columns, width } = header;
    if (row.cells.length !== width) {
      builder.wrong({ at: row.place(width), expected: `${width} cells, as the header has`, got: `${row.cells.length}` });
      continue;
    }
    const place = (name: string): Place => row.place(columns.get(name) ?? 0);
    builder.take((report) => customerOf((name) => row.cells[columns.get(name) ?? -1] ?? '', (name, issue) => report({ at: place(name), ...issue })), place);
  }
  if (header === undefined) builder.wrong({ expected: 'a header and a customer a row', got: 'an empty file' });
}
