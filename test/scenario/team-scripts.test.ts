/** Tests what a scenario may say of a team's own k6 scripts, where it is found again, and what a world is asked because of it. */
import { expect } from 'chai';
import { catalogue } from '../../src/catalog/index.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { ScenarioProblem, pathText } from '../../src/scenario/scenario-problem.ts';
import { scriptUses } from '../../src/scenario/team-scripts.ts';
import { wishOf } from '../../src/scenario/wish-of.ts';

const sound = { name: 'own', version: '1', owner: 'us', duration: '60s' };
const flood = (settings: object) => ({ fault: 'flood', at: '10s', for: '10s', with: settings });
const parse = (more: object) => parseScenario(catalogue, { ...sound, ...more });

function problemsOf(more: object): readonly string[] {
  try {
    parse(more);
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioProblem)) throw error;
    return error.issues.map(({ path, expected, got }) => `${pathText(path)}: expected ${expected}, got ${got}`);
  }
}

describe("a team's own scripts in a scenario", () => {
  it('are traffic and floods with defaults filled in, beside which nothing of our own is left', () => {
    const { traffic, injects, scripts } = parse({ traffic: { rps: 5, script: './k6/users.ts' }, lanes: { a: [flood({ script: 'attack.js', rps: 40, classes: { get_it: 0.4, post_it: 0.6 }, requests: 2.5, takes: '30s', changesState: false })] } });
    expect(traffic).to.deep.equal({ rps: 5, team: { path: './k6/users.ts', classes: { default: 1 }, requests: 1, takesMs: 5000, changesState: true } });
    expect(injects[0]?.spec).to.deep.equal({ rps: 40, entry: 'front', rampMs: 1000, team: { path: 'attack.js', classes: { get_it: 0.4, post_it: 0.6 }, requests: 2.5, takesMs: 30_000, changesState: false } });
    expect(scripts).to.deep.equal([]);
    expect(parse({ lanes: { a: [flood({ rps: 40, script: './attack.ts' })] } }).injects[0]?.spec).to.have.nested.property('team.takesMs', 2000);
    expect(parse({ lanes: { a: [flood({ rps: 40 })] } }).injects[0]?.spec).to.deep.equal({ rps: 40, entry: 'front', rampMs: 1000, shape: 'get' });
  });

  const bad: Readonly<Record<string, readonly [more: object, ...problems: string[]]>> = {
    'shares that are not all': [{ traffic: { rps: 5, script: './a.ts', classes: { x: 0.5, y: 0.3 } } }, 'traffic.classes: expected shares that add up to 1, got an object'],
    'a script and our regions': [{ traffic: { rps: 5, script: './a.ts', regions: { asia: 1 } } }, 'traffic.regions: expected nothing here beside `script`, got both'],
    'a script and our shape': [{ lanes: { a: [flood({ rps: 5, script: './a.ts', shape: 'login' })] } }, 'lanes.a[0].with.shape: expected nothing here beside `script`, got both'],
    'what means nothing without a script': [{ traffic: { rps: 5, requests: 2, changesState: false } }, 'traffic.requests: expected `script` beside it, got none', 'traffic.changesState: expected `script` beside it, got none'],
    'a script that is none': [{ traffic: { rps: 5, script: '/etc/passwd' } }, 'traffic.script: expected a k6 script by its path from the scenario\'s folder, such as "./k6/users.ts", got "/etc/passwd"'],
    'a function that k6 calls by itself': [{ traffic: { rps: 5, script: './a.ts', classes: { setup: 1 } } }, 'traffic.classes.setup: expected the name of an exported function that is run as an iteration, such as "browse", got "setup"'],
    'a name that no function has': [{ traffic: { rps: 5, script: './a.ts', classes: { 'log in': 1 } } }, 'traffic.classes.log in: expected the name of an exported function that is run as an iteration, such as "browse", got "log in"'],
  };
  for (const [what, [more, ...problems]] of Object.entries(bad)) it(`are refused with ${what}`, () => expect(problemsOf(more)).to.deep.equal(problems));

  it('are found where people wrote them', () => {
    const uses = scriptUses(parse({ traffic: { rps: 5, script: './a.ts' }, lanes: { one: [flood({ rps: 1 }), { ...flood({ rps: 1, script: './b.ts' }), at: '30s' }], two: [{ fault: 'traffic', at: '10s', for: '5s', with: { rps: 1, script: './a.ts' } }] } }));
    expect(uses.map(({ who, at, team }) => [who, pathText(at), team.path])).to.deep.equal([["the scenario's traffic", 'traffic', './a.ts'], ['inject flood-2', 'lanes.one[1].with', './b.ts'], ['inject traffic', 'lanes.two[0].with', './a.ts']]);
  });

  it('count with all their requests, and as changing state unless they say that they do not', () => {
    const scenario = parse({ traffic: { rps: 10, script: './a.ts', requests: 3, changesState: false }, lanes: { a: [flood({ rps: 50, requests: 2, script: './b.ts' })] } });
    const { rpsMax, changesState, teamScripts } = wishOf(scenario, catalogue);
    // A tenth more than 30 and 100: so many does k6 let through.
    expect(rpsMax).to.equal(33 + 110);
    expect(changesState).to.deep.equal(['inject flood runs ./b.ts, of which nobody said `changesState: false`']);
    expect(teamScripts).to.deep.equal(["the scenario's traffic (./a.ts)", 'inject flood (./b.ts)']);
  });
});
