/** Holds the tests of what a scenario may say: each mistake is told with its place, what was expected, what came and what was meant. */
import { expect } from 'chai';
import { catalogue } from '../../src/catalog/index.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { ScenarioProblem } from '../../src/scenario/scenario-problem.ts';
import { smallCatalogue, someMetrics, sound } from './small-catalogue.ts';

const parse = (raw: unknown) => parseScenario(smallCatalogue, raw, { metrics: someMetrics });

function problemsOf(raw: unknown): string[] {
  try {
    parse(raw);
  } catch (error) {
    if (!(error instanceof ScenarioProblem)) throw error;
    return error.message.split('\n').slice(1).map((line) => line.replace(/^ +- /, ''));
  }
  return [];
}

const attack = (...items: unknown[]) => ({ ...sound, lanes: { attack: items } });
const flood = { fault: 'flood', for: '10s', with: { rps: 100 } };
const latency = { fault: 'latency', for: '10s', with: { proxy: 'social' } };

const bad: Record<string, [raw: unknown, ...problems: string[]]> = {
  'nothing at all': [null, 'the scenario: expected an object, got null'],
  'a text': ['flood', 'the scenario: expected an object, got "flood"'],
  'a list': [[], 'the scenario: expected an object, got a list'],
  'an unknown key': [{ ...sound, responder: {} }, 'responder: expected a known key, got the unknown key "responder"; did you mean "responders"?'],
  'a missing key': [{ ...sound, owner: undefined }, 'owner: expected a text, got nothing'],
  'an empty text': [{ ...sound, owner: '' }, 'owner: expected something, not nothing, got an empty text'],
  'a number for a version': [{ ...sound, version: 1 }, 'version: expected a text, got 1'],
  'a name that no folder should have': [{ ...sound, name: '../etc' }, 'name: expected a name in lower-case letters, digits and single dashes such as "edge-flood", got "../etc"'],
  'a duration of zero': [{ ...sound, duration: '0s', lanes: {} }, 'duration: expected a duration longer than zero, got zero'],
  'a duration as a number': [{ ...sound, duration: 90 }, 'duration: expected a duration such as "90s", "1m30s" or "250ms", got 90'],
  'a negative time': [attack({ ...flood, at: '-5s' }), 'lanes.attack[0].at: expected a duration such as "90s", "1m30s" or "250ms", got "-5s"'],
  'an unknown fault': [attack({ ...flood, fault: 'fluod' }), 'lanes.attack[0].fault: expected one of flood, control-flood, latency or pause, got "fluod"; did you mean "flood"?'],
  'no fault': [attack({ for: '5s' }), 'lanes.attack[0].fault: expected one of flood, control-flood, latency or pause, got nothing'],
  'an unknown setting of a fault': [attack({ ...flood, with: { rps: 1, shap: 'get' } }), 'lanes.attack[0].with.shap: expected one of the keys rps or shape, got the unknown key "shap"; did you mean "shape"?'],
  'a setting of the wrong type': [attack({ ...flood, with: { rps: 'fast' } }), 'lanes.attack[0].with.rps: expected a number, got "fast"'],
  'a negative rate': [attack({ ...flood, with: { rps: -1 } }), 'lanes.attack[0].with.rps: expected a number above 0, got -1'],
  'no settings where some are needed': [attack({ fault: 'flood', for: '5s' }), 'lanes.attack[0].with: expected an object, got nothing'],
  'an unknown choice': [attack({ ...latency, with: { proxy: 'socail' } }), 'lanes.attack[0].with.proxy: expected one of "social", "portal" or "mail", got "socail"; did you mean "social"?'],
  'an unknown key of an inject': [attack({ ...flood, durration: '5s' }), 'lanes.attack[0].durration: expected one of the keys fault, id, at, wait, for, title, alert, jitter or with, got the unknown key "durration"'],
  'both at and wait': [attack({ ...flood, at: '6s', wait: '1s' }), 'lanes.attack[0].wait: expected either `at` or `wait`, got both'],
  'a lane that no name is': [{ ...sound, lanes: { 'The attack': [] } }, 'lanes.The attack: expected a name in lower-case letters, digits and single dashes such as "edge-flood", got "The attack"'],
  'a lane that is no list': [{ ...sound, lanes: { attack: flood } }, 'lanes.attack: expected a list, got an object'],
  'an inject beyond the end': [attack({ ...flood, at: '55s' }), 'lanes.attack[0].for: expected an end within the duration of 1m, got one at 1m5s; shorten it, start it earlier, or lengthen `duration`'],
  'an inject that jitter may push beyond the end': [{ ...attack({ ...flood, at: '50s' }), jitter: '1s' }, 'lanes.attack[0].for: expected an end within the duration of 1m, got one at 1m1s, jitter included; shorten it, start it earlier, or lengthen `duration`'],
  'an inject before the steady state was watched': [attack({ ...flood, at: '2s' }), 'lanes.attack[0].at: expected a start after the 5s in which the steady state is watched, got 2s; start it later, or shorten `steady.for`'],
  "the name of the users' own traffic": [attack({ ...flood, id: 'legitimate' }), 'lanes.attack[0].id: expected another name, got "legitimate", which names the users\' own traffic'],
  'an id used twice': [attack({ ...flood, id: 'a' }, { ...latency, id: 'a' }), 'lanes.attack[1].id: expected a name of its own, got "a", which another inject has'],
  'two injects that claim the same': [
    { ...sound, lanes: { one: [latency], two: [{ ...latency, at: '9s' }] } },
    'lanes.two[0]: expected proxy/social to itself while it lasts (9s to 19s), got "latency", which claims it from 5s to 15s; move one of them with `at` or `wait`, or make it shorter',
  ],
  'two injects that jitter may bring together': [
    { ...attack(flood, { ...flood, wait: '1s', jitter: '2s' }) },
    'lanes.attack[1]: expected entry/all to itself while it lasts (14s to 28s), got "flood", which claims it from 5s to 15s; move one of them with `at` or `wait`, or make it shorter',
  ],
  'an unknown observer': [{ ...sound, observers: { paths: {} } }, 'observers.paths: expected one of the keys path or extra, got the unknown key "paths"; did you mean "path"?'],
  'an unknown setting of an observer': [{ ...sound, observers: { path: { every: 1 } } }, 'observers.path.every: expected one of the keys everyMs, got the unknown key "every"; did you mean "everyMs"?'],
  'an unknown role': [{ ...sound, responders: { netwrok: 'human' } }, 'responders.netwrok: expected one of the keys network or communications, got the unknown key "netwrok"; did you mean "network"?'],
  'a responder that nobody is': [{ ...sound, responders: { network: 'humn' } }, 'responders.network: expected "human" or an object, got "humn"; did you mean "human"?'],
  'an unknown setting of autopilot': [{ ...sound, responders: { network: { autopilot: { partnr: 'partner-b' } } } }, 'responders.network.autopilot.partnr: expected one of the keys decides or partner, got the unknown key "partnr"; did you mean "partner"?'],
  'an unknown metric of an objective': [{ ...sound, objectives: [{ id: 'fast', text: 'We see it fast.', metric: 'detct' }] }, 'objectives[0].metric: expected one of "detect" or "clean-share", got "detct"; did you mean "detect"?'],
  'an unknown metric of a target': [{ ...sound, targets: { detection: {} } }, 'targets.detection: expected one of the keys detect or clean-share, got the unknown key "detection"; did you mean "detect"?'],
  'a target without its reason': [{ ...sound, targets: { detect: { p: '1s', s: '2s', m: '3s' } } }, 'targets.detect.why: expected a text, got nothing'],
  'a target that shrinks': [{ ...sound, targets: { detect: { p: '3s', s: '2s', m: '1s', why: 'x' } } }, 'targets.detect: expected bounds that grow from p over s to m, got an object'],
  'a share as a duration': [{ ...sound, targets: { 'clean-share': { p: '1s', s: 0.1, m: 0.2, why: 'x' } } }, 'targets.clean-share.p: expected a number, got "1s"'],
  'a share beyond one': [{ ...sound, objective: { availability: 99, latencyP95: '1s' } }, 'objective.availability: expected at most 1, got 99'],
  'regions that are more than all': [{ ...sound, traffic: { rps: 30, regions: { asia: 0.7, europe: 0.5 } } }, 'traffic.regions: expected shares that add up to 1, got an object'],
  'several mistakes at once': [
    { ...sound, duration: '20s', ownr: 'x', lanes: { attack: [{ ...flood, with: { rps: 'x' } }], slow: [{ ...latency, for: '30s' }] } },
    'lanes.attack[0].with.rps: expected a number, got "x"',
    'ownr: expected a known key, got the unknown key "ownr"; did you mean "owner"?',
  ],
  'a mistake in the frame beside one on the timeline': [
    { ...sound, ownr: 'x', owner: undefined, lanes: { slow: [{ ...latency, for: '56s' }] } },
    'owner: expected a text, got nothing',
    'ownr: expected a known key, got the unknown key "ownr"; did you mean "owner"?',
    'lanes.slow[0].for: expected an end within the duration of 1m, got one at 1m1s; shorten it, start it earlier, or lengthen `duration`',
  ],
};

describe('parseScenario', () => {
  for (const [what, [raw, ...problems]] of Object.entries(bad)) {
    it(`refuses ${what}`, () => expect(problemsOf(raw)).to.deep.equal(problems));
  }

  it('counts the problems in its first line', () => {
    expect(() => parse({ ...sound, owner: undefined })).to.throw(ScenarioProblem, 'expected a scenario without problems, got one problem\n');
    expect(() => parse({ ...sound, owner: undefined, seed: -1 })).to.throw(ScenarioProblem, 'got 2 problems\n');
  });

  it('states every default', () => {
    expect(parse(sound)).to.deep.equal({
      brief: {
        name: 'sound',
        title: 'sound',
        version: '1',
        owner: 'sre',
        plan: { name: 'not stated', version: 'not stated' },
        authorisedBy: 'not stated',
        objectives: [],
        scope: ['detection', 'rerouting', 'communications'],
        compression: 1,
        targets: {},
        objective: { availabilityMin: 0.99, latencyP95MsMax: 1000 },
        responders: {},
        diversion: 'rule',
      },
      durationMs: 60_000,
      seed: 1,
      world: { needs: [], settings: {} },
      traffic: { rps: 30, regions: { americas: 0.6, europe: 0.3, asia: 0.1 } },
      scripts: [],
      steady: { forMs: 5000, availabilityMin: 0.99 },
      injects: [{ inject: 'flood', lane: 'attack', fault: 'flood', title: 'flood that does nothing', atMs: 5000, forMs: 10_000, jitterMs: 0, spec: { rps: 100, shape: 'get' }, alert: { labels: { alertname: 'SuccessRateLow' } } }],
      observers: [{ observer: 'path', spec: { everyMs: 1000 }, usual: true as const }],
      responders: [],
      guardrails: [{ kind: 'wall-clock', maxMs: 240_000 }],
    });
  });

  it('runs the items of a lane one after the other, from their waits and moments', () => {
    const { injects } = parse({ ...sound, lanes: { a: [latency, { ...flood, wait: '2s' }, { ...latency, at: '40s' }, { ...flood, wait: '1s', for: '5s' }], b: [{ fault: 'pause', for: '1s' }] } });
    expect(injects.map(({ inject, atMs }) => [inject, atMs])).to.deep.equal([['latency', 5000], ['flood', 17_000], ['latency-2', 40_000], ['flood-2', 51_000], ['pause', 5000]]);
  });

  it('never gives a name that somebody chose', () => {
    const { injects } = parse(attack(latency, { ...latency, id: 'latency' }, flood, { ...flood, id: 'flood-2' }, flood));
    expect(injects.map(({ inject }) => inject)).to.deep.equal(['latency-2', 'latency', 'flood', 'flood-2', 'flood-3']);
  });

  it('lets an inject begin when another that claims the same ends', () => {
    expect(parse({ ...sound, lanes: { one: [latency], two: [{ ...latency, at: '15s' }] } }).injects).to.have.length(2);
  });

  it('says who answers for each role', () => {
    const resolved = parse({ ...sound, responders: { network: { autopilot: { decides: '1s..3s' } }, communications: { automation: 'statusbot' } } });
    expect(resolved.responders).to.deep.equal([
      { role: 'network', by: 'autopilot', name: 'autopilot', spec: { decides: { lowMs: 1000, highMs: 3000 }, partner: 'partner-a' } },
      { role: 'communications', by: 'automation', name: 'statusbot', spec: null },
    ]);
    expect(resolved.brief.responders).to.deep.equal({ network: 'autopilot', communications: 'automation' });
  });

  it('lets observers be tuned and silenced', () => {
    expect(parse({ ...sound, observers: { path: { everyMs: 250 }, extra: { url: 'x' } } }).observers).to.deep.equal([
      { observer: 'path', spec: { everyMs: 250 } },
      { observer: 'extra', spec: { url: 'x' } },
    ]);
    expect(parse({ ...sound, observers: { path: false } }).observers).to.deep.equal([]);
  });

  it("has an Alertmanager asked that the world's settings name, unless the scenario says otherwise", () => {
    const world = { settings: { cluster: { alertmanager: 'http://alertmanager.staging.svc:9093' } } };
    const asked = (more: object) => parseScenario(catalogue, { ...raw, ...more }).observers.filter(({ observer }) => observer === 'alertmanager');
    const raw = { name: 'asked', version: '1', owner: 'us', duration: '30s', lanes: {} };
    expect(asked({})).to.deep.equal([]);
    expect(asked({ world })).to.deep.equal([{ observer: 'alertmanager', spec: { url: 'http://alertmanager.staging.svc:9093', everyMs: 2000 }, usual: true }]);
    expect(asked({ world, observers: { alertmanager: false } })).to.deep.equal([]);
    expect(asked({ world, observers: { alertmanager: { url: 'https://elsewhere.example', every: '5s' } } })).to.deep.equal([{ observer: 'alertmanager', spec: { url: 'https://elsewhere.example', everyMs: 5000 } }]);
  });

  it('turns targets into the units of their metrics', () => {
    const targets = { detect: { p: '30s', s: '1m', m: '2m', why: 'our promise' }, 'clean-share': { p: 0.01, s: 0.05, m: 0.1, why: 'the contract' } };
    expect(parse({ ...sound, targets }).brief.targets).to.deep.equal({ detect: { p: 30_000, s: 60_000, m: 120_000, why: 'our promise' }, 'clean-share': targets['clean-share'] });
  });

  it('takes the absence of traffic as a choice', () => {
    expect(parse({ ...sound, traffic: null }).traffic).to.equal(null);
  });
});
