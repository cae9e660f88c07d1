/** Holds how customers are named on the command line: by their ids, or all of those who need a record. */
import type { Owed } from '../../judge/derive/reports.ts';
import { Problem } from '../../problem.ts';
import { nearest } from '../../scenario/nearest.ts';

/** Throws a `Problem` for an id that can't be one of those who need a record, naming the nearest. */
export function customersFrom(text: string, owed: Owed, option: string): readonly string[] {
  const everybodyIsNamed = owed.named.length === owed.count;
  if (text === 'all') {
    if (everybodyIsNamed) return owed.named;
    throw new Problem({ expected: 'ids of customers', got: `"all", of whom only ${owed.named.length} of ${owed.count} are named in the record`, where: option, next: 'Name them, separated by commas.' });
  }
  const ids = text.split(',').map((id) => id.trim()).filter((id) => id !== '');
  const stranger = everybodyIsNamed ? ids.find((id) => !owed.named.includes(id)) : undefined;
  if (ids.length > 0 && stranger === undefined) return ids;
  const near = stranger === undefined ? undefined : nearest(stranger, owed.named);
  throw new Problem({ expected: `customers who need a record: ${owed.named.slice(0, 10).join(', ')}${owed.named.length > 10 ? ' and others' : ''}`, got: stranger ?? 'nothing', where: option, ...(near !== undefined && { next: `did you mean ${near}?` }) });
}
