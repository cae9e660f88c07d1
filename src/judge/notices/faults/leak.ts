/** Holds the fault `leak`: a notice with words in it that should have stayed inside. */
import { channelName } from '../../channel-names.ts';
import { writtenOf } from '../../derive/written.ts';
import { fault, quoted } from '../fault.ts';
import { said } from '../reading.ts';
import { leaks } from '../rules/leaks.ts';

const names = { host: 'the name of a machine', address: 'an address', person: "a person's name", contract: 'terms of a contract', ticket: 'the number of a ticket' } as const;

export const leak = fault({
  id: 'leak',
  severity: 'medium',
  decides: leaks.decides.found,
  tested: (history) => writtenOf(history).map((written) => written.by),
  find: (history) =>
    writtenOf(history).flatMap((written) => {
      const found = said(written, 'leaks');
      const [first] = found;
      if (first === undefined) return [];
      const what = [...new Set(found.map(({ answer }) => names[answer.what]))].join(' and ');
      return [{ about: written.by, written, text: `A notice by ${channelName(written.by)} gives away ${what} (${found.map(({ answer }) => answer.words).join(', ')}): ${quoted(first.quote)}` }];
    }),
});
