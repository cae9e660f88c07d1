/** Holds what CI must be able to rely on in junit.xml. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { Scorecard } from '../../src/judge/scorecard.ts';
import { reporters } from '../../src/report/index.ts';
import { cutShort, green, hostile, inconclusive, observeMode, red, samples, aborted } from '../fixtures/sample-scorecards.ts';
import { readXml } from './well-formed.ts';
import type { Element } from './well-formed.ts';
import { actingCharacters } from './acting-characters.ts';

const read = (card: Scorecard): readonly Element[] => readXml(reporters.junit.render(card));
const suiteOf = (card: Scorecard): Readonly<Record<string, string>> => read(card).find((one) => one.name === 'testsuite')?.attributes ?? {};
const numbers = (card: Scorecard): readonly number[] => ['tests', 'failures', 'errors', 'skipped'].map((name) => Number(suiteOf(card)[name]));

describe('report: junit', () => {
  for (const [name, card] of Object.entries(samples)) {
    it(`writes well-formed XML with counts that agree: ${name}`, () => {
      const elements = read(card);
      const count = (what: string): number => elements.filter((one) => one.name === what && (what === 'testcase' || one.parent === 'testcase')).length;
      expect(elements[0]?.name).to.equal('testsuites');
      expect(numbers(card)).to.deep.equal([count('testcase'), count('failure'), count('error'), count('skipped')]);
      expect(numbers(card)[0]).to.equal(1 + card.objectives.length + card.validity.length);
      expect(elements[0]?.attributes['tests']).to.equal(suiteOf(card)['tests']);
      expect(suiteOf(card)['time']).to.equal((card.durationMs / 1_000).toFixed(3));
    });
  }

  it('gives no case two verdicts, and a class name that no tool reads as a path', () => {
    for (const card of Object.values(samples)) {
      const xml = reporters.junit.render(card);
      for (const found of xml.matchAll(/<testcase .*?<\/testcase>/g)) expect(found[0].match(/<(failure|error|skipped)[ >]/g) ?? []).to.have.length.below(2);
      for (const one of read(card).filter((each) => each.name === 'testcase')) expect(one.attributes['classname']).to.match(/^gameday\.[\w-]+\.(drill|objectives|validity)$/);
    }
  });

  it('passes what was rated P or S, and calls what was not measured an error with its reason', () => {
    expect(numbers(green)).to.deep.equal([1 + 4 + 7, 0, 1, 1]);
    const error = read(green).find((one) => one.name === 'error');
    expect(error?.attributes).to.deep.equal({ type: 'not-measured', message: 'too short: the drill watched for 1 min 30 s, and the last bound is 6 min' });
  });

  it('fails what was rated M or U, and the drill with it', () => {
    expect(numbers(red).slice(1)).to.deep.equal([3, 0, 1]);
    expect(read(red).filter((one) => one.name === 'failure').map((one) => one.attributes['type'])).to.deep.equal(['not-passed', 'M', 'U']);
  });

  it('is never green when the drill was inconclusive, cut short or aborted, even where every objective was met', () => {
    for (const card of [inconclusive, cutShort, aborted]) {
      const met = { ...card, validity: [], objectives: card.objectives.filter((one) => one.rating !== null) };
      const [, failures = 0, errors = 0] = numbers(met);
      expect(failures + errors, card.outcome).to.be.above(0);
    }
    expect(numbers({ ...inconclusive, validity: [] }).slice(1)).to.deep.equal([0, 1 + inconclusive.objectives.length, 0]);
  });

  it('skips, with the reason, what the drill had no need to exercise', () => {
    expect(numbers(observeMode).slice(1, 3)).to.deep.equal([0, 0]);
    expect(read(observeMode).filter((one) => one.name === 'skipped').map((one) => one.attributes['message'])).to.include('not exercised: users stayed within objective throughout');
  });

  it('carries outcome, run and tip as properties, and says rehearsal first', () => {
    const elements = read(green);
    const properties = Object.fromEntries(elements.filter((one) => one.name === 'property').map((one) => [one.attributes['name'], one.attributes['value']]));
    expect(properties).to.include({ outcome: 'S', run: green.run, tip: green.journal.tip, rehearsal: 'true' });
    expect(elements.find((one) => one.name === 'system-out' && one.parent === 'testsuite')?.text).to.match(/^Rehearsal: .*\n[^]*Every capability was performed/);
    expect(suiteOf(green)['name']).to.match(/^Rehearsal: /);
  });

  it('keeps text of others inert: no control character, nothing that ends an element', () => {
    const xml = reporters.junit.render(hostile);
    expect(actingCharacters(xml)).to.deep.equal([]);
    expect(xml).not.to.include('<script');
    expect(xml).not.to.include(']]>');
  });

  it('stays well-formed for any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", ']', '\u0000', '\uD800', '\uFFFE', '\u001B', 'a'), maxLength: 20 }), (title, text) => {
        expect(read({ ...green, run: text, headline: title, scenario: { ...green.scenario, name: text, title }, objectives: green.objectives.map((one) => ({ ...one, id: title, text })) })).to.have.length.above(5);
      }),
      { numRuns: 150 },
    );
  });
});
