/** Holds the tests that the simulated world names what it has no model of, and nothing else. */
import { expect } from 'chai';
import { catalogue } from '../../../src/catalog/index.ts';
import { parseScenario } from '../../../src/scenario/parse-scenario.ts';
import { wishOf } from '../../../src/scenario/wish-of.ts';
import { notModelled } from '../../../src/worlds/simulated/not-modelled.ts';

const said = (more: object) => notModelled(wishOf(parseScenario(catalogue, { name: 'it', version: '1', owner: 'the house', duration: '60s', traffic: { rps: 5 }, ...more }), catalogue));
const lane = (fault: string, spec: object) => ({ lanes: { a: [{ id: 'it', fault, at: '20s', for: '5s', with: spec }] } });
const range = (settings: object) => ({ world: { settings } });

describe('what the simulated world does not model', () => {
  const named: Readonly<Record<string, readonly [object, RegExp]>> = {
    'a person': [{ responders: { network: 'human' } }, /^network \(human\) is nobody whom a model could play/],
    'an automation of the team': [{ responders: { network: { automation: 'our-bot' } } }, /^network \(our-bot\) is nobody/],
    'a toxic that strikes some': [lane('timeout', { proxy: 'social', toxicity: 0.5 }), /^inject it sets toxicity/],
    jitter: [lane('latency', { proxy: 'social', latency: '300ms', jitter: '50ms' }), /^inject it sets jitter/],
    "a filter's rate for each source": [range({ partners: { b: { perSourceRps: 2 } } }), /^world\.settings\.partners\.b\.perSourceRps is not modelled/],
    'the naive rule': [range({ watchman: { rules: ['surge'] } }), /^world\.settings\.watchman\.rules \(surge\) is not modelled/],
  };
  for (const [what, [more, says]] of Object.entries(named)) it(`is named: ${what}`, () => expect(said(more)).to.have.length(1).and.satisfy(([one]: string[]) => says.test(one ?? '')));

  it('is nothing of an ordinary drill, defaults written out included', () => {
    expect(said({ ...lane('latency', { proxy: 'social', latency: '300ms', jitter: '0s', toxicity: 1 }), ...range({ partners: { a: { broken: true, perSourceRps: 6 } } }), responders: { network: { autopilot: {} } } })).to.deep.equal([]);
  });
});
