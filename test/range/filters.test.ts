/** Holds the filters' suite: what each partner finds of attacks, and what it costs people, on shapes that its rules were written for and on others. */
import { expect } from 'chai';
import type { Filter } from '../../src/range/partner/glimpse.ts';
import { createRulesA } from '../../src/range/partner/rules-a.ts';
import { createRulesB } from '../../src/range/partner/rules-b.ts';
import { partnerSettings } from '../../src/range/settings.ts';
import { attacks, type Sent, stream } from './streams.ts';

const settings = partnerSettings.parse({});
const partners = { a: () => createRulesA(settings), b: () => createRulesB(settings) } as const;
const legitimateRps = 40;
const attackRps = 300;

/** Share of the attack that was blocked, and share of the public that was. */
function trial(filter: Filter, sent: readonly Sent[]): { recall: number; harm: number } {
  const blocked = { attack: 0, people: 0 };
  const all = { attack: 0, people: 0 };
  for (const { atMs, attack, glimpse } of sent) {
    const who = attack ? 'attack' : 'people';
    all[who] += 1;
    if (!filter.judge(glimpse, atMs).pass) blocked[who] += 1;
  }
  return { recall: all.attack === 0 ? 0 : blocked.attack / all.attack, harm: blocked.people / all.people };
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`.padStart(8);
const rows: string[] = [];

describe("the partners' filters", () => {
  for (const partner of ['a', 'b'] as const) {
    it(`partner ${partner} leaves people alone while nobody attacks`, () => {
      const { harm } = trial(partners[partner](), stream(undefined, legitimateRps, 0));
      rows.push(`${'no attack'.padEnd(36)} ${partner}          ${percent(harm)}`);
      expect(harm).to.be.at.most(0.002);
    });

    for (const [name, { known, make }] of Object.entries(attacks)) {
      const written = known.includes(partner);
      it(`partner ${partner} against ${name}${written ? '' : ', which its rules were not written for'}`, () => {
        const { recall, harm } = trial(partners[partner](), stream(make, legitimateRps, attackRps));
        rows.push(`${name.padEnd(36)} ${partner} ${percent(recall)} ${percent(harm)}${written ? '' : '  not written for'}`);
        expect(harm, 'harm').to.be.at.most(0.05);
        if (written) expect(recall, 'recall').to.be.at.least(0.9);
        else expect(recall, 'a filter that finds everything would be none').to.be.below(0.9);
      });
    }
  }

  it('a flash crowd on one page is let through', () => {
    let n = 0;
    const crowd = stream(() => ({ client: `172.30.${(n += 1) >> 8}.${n & 255}`, cookie: n % 3 === 0 ? '' : `visit=${n}`, agent: 'Mozilla/5.0', method: 'GET', path: '/shop/articles/1', query: '' }), legitimateRps, 150);
    for (const partner of ['a', 'b'] as const) {
      const { recall } = trial(partners[partner](), crowd);
      rows.push(`${'flash crowd, which is no attack'.padEnd(36)} ${partner}          ${percent(recall)}`);
      expect(recall, partner).to.be.at.most(0.05);
    }
  });

  after(() => process.stdout.write(`\n    ${'traffic'.padEnd(36)} by  recall     harm\n${rows.map((row) => `    ${row}\n`).join('')}\n`));
});
