/** Holds the tests of the search for the word that was meant. */
import { expect } from 'chai';
import { nearest } from '../../src/scenario/nearest.ts';

const known = ['flood', 'latency', 'email-outage', 'at', 'for', 'wait'];

describe('nearest', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['fluod', 'flood'],
    ['Flood', 'flood'],
    ['latancy', 'latency'],
    ['email', 'email-outage'],
    ['fro', 'for'],
    ['duration', undefined],
    ['sabotage', undefined],
    ['', undefined],
  ];
  for (const [written, meant] of cases) it(`takes "${written}" for ${meant ?? 'nothing that is known'}`, () => expect(nearest(written, known)).to.equal(meant));
});
