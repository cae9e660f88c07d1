/** Holds tables as comma-separated values that are safe to open in a spreadsheet. */
import { inert } from './inert.ts';

/** A cell that begins with one of these may be run as a formula. Source: OWASP, "CSV Injection". */
const formula = /^[=+\-@\t\r]/;

const cell = (value: string | number | undefined): string => {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = inert(value);
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** RFC 4180, with a line of heads. */
export const csv = (heads: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string => `${[heads, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
