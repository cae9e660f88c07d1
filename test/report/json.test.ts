/** Holds that scorecard.json keeps its published schema, and that the schema catches what is wrong. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import type { Scorecard } from '../../src/judge/scorecard.ts';
import { reporters, scorecardSchema, scorecardSchemaId } from '../../src/report/index.ts';
import { green, hostile, samples } from '../fixtures/sample-scorecards.ts';
import { actingCharacters } from './acting-characters.ts';

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
const valid = ajv.compile(scorecardSchema);
const problems = (card: unknown): string => (valid(card) ? '' : ajv.errorsText(valid.errors));

describe('report: json', () => {
  it('publishes a schema of draft 2020-12 under an id of its own', () => {
    expect(scorecardSchema['$schema']).to.equal('https://json-schema.org/draft/2020-12/schema');
    expect(scorecardSchema['$id']).to.equal(scorecardSchemaId);
  });

  for (const [name, card] of Object.entries(samples)) {
    it(`writes the same values, valid by the schema: ${name}`, () => {
      const read: unknown = JSON.parse(reporters.json.render(card));
      expect(problems(read)).to.equal('');
      expect(read).to.deep.equal(JSON.parse(JSON.stringify(card)));
    });
  }

  it('refuses an unknown field, an unknown rating and a value without evidence', () => {
    const metric = green.capabilities[0]?.metrics[0];
    expect(problems({ ...green, grandTotal: 97 })).to.include('additional');
    expect(problems({ ...green, outcome: 'fine' })).to.include('outcome');
    expect(problems({ ...green, impact: [{ ...metric, measured: { is: 'value', n: 1, evidence: [] } }] })).to.include('evidence');
    const { headline: _, ...without } = green;
    expect(problems(without)).to.include('headline');
  });

  it('holds no character that a terminal or a page acts on', () => {
    const text = reporters.json.render(hostile);
    expect(actingCharacters(text)).to.deep.equal([]);
    expect(text).not.to.match(/[<>\u2028\u2029]|\p{Cf}/u);
    expect((JSON.parse(text) as Scorecard).headline).to.equal(hostile.headline);
  });
});
