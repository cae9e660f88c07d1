/** Holds plain tables for terminals: columns as wide as their longest cell, the last one wrapped to the width. */

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines;
}

/** Rows of equally many cells; `indent` spaces stand before each line. */
export function table(rows: readonly (readonly string[])[], width: number, indent = 2): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: Math.max(0, columns - 1) }, (_, n) => Math.max(0, ...rows.map((row) => row[n]?.length ?? 0)));
  const before = indent + widths.reduce((sum, one) => sum + one + 2, 0);
  const room = Math.max(24, width - before);
  return rows
    .map((row) => {
      const head = `${' '.repeat(indent)}${widths.map((one, n) => `${(row[n] ?? '').padEnd(one)}  `).join('')}`;
      return wrap(row[columns - 1] ?? '', room).map((line, n) => `${n === 0 ? head : ' '.repeat(before)}${line}`.trimEnd()).join('\n');
    })
    .join('\n');
}
