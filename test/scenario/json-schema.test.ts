/** Holds the tests of the JSON Schema that editors take: it accepts what gameday accepts, and no spec lets an unknown field through. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { catalogue } from '../../src/catalog/index.ts';
import { metrics } from '../../src/judge/metrics/index.ts';
import { loadScenario } from '../../src/scenario/load-scenario.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { scenarioJsonSchema } from '../../src/scenario/scenario-schema.ts';
import { localWorld } from '../../src/worlds/local/index.ts';
import { sound } from './small-catalogue.ts';

const folder = path.resolve(import.meta.dirname, '../../scenarios');

describe('the JSON Schema of scenarios', () => {
  const settings = localWorld.settings;
  const schema = scenarioJsonSchema(catalogue, { metrics, settings });
  const accepts = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

  for (const file of readdirSync(folder)) {
    it(`accepts ${file}, and so does gameday`, async () => {
      const raw = await loadScenario(path.join(folder, file));
      expect(accepts(raw), JSON.stringify(accepts.errors)).to.equal(true);
      expect(parseScenario(catalogue, raw, { metrics, settings }).brief.name).to.equal(path.parse(file).name);
    });
  }

  const wrong: Record<string, unknown> = {
    'an unknown key': { ...sound, ownr: 'x' },
    'an unknown fault': { ...sound, lanes: { a: [{ fault: 'fluod', for: '5s' }] } },
    'an unknown setting of a fault': { ...sound, lanes: { a: [{ fault: 'flood', for: '5s', with: { rps: 1, shap: 'get' } }] } },
    'a number for a duration': { ...sound, duration: 90 },
    'an unknown setting of the world': { ...sound, world: { settings: { edge: { capacty: {} } } } },
    'an unknown metric': { ...sound, objectives: [{ id: 'a', text: 'b', metric: 'nothing' }] },
  };
  for (const [what, raw] of Object.entries(wrong)) it(`refuses ${what}`, () => expect(accepts(raw)).to.equal(false));

  it('describes every key, and closes every object of a spec', () => {
    const open: string[] = [];
    const walk = (node: unknown, at: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const { type, properties, additionalProperties } = node as { type?: unknown; properties?: object; additionalProperties?: unknown };
      if (type === 'object' && properties !== undefined && additionalProperties !== false) open.push(at);
      for (const [key, inner] of Object.entries(node)) walk(inner, `${at}/${key}`);
    };
    walk(schema, '');
    expect(open).to.deep.equal([]);
    const { properties } = schema as { properties: Record<string, { description?: string }> };
    expect(Object.entries(properties).filter(([, one]) => one.description === undefined).map(([key]) => key)).to.deep.equal([]);
  });
});
