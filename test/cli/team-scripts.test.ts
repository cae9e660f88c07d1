/** Holds the tests of a team's own k6 scripts from the command: what check says of them, what is refused before anything is opened, and a real drill with nothing else. */
import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ResolvedScenario } from '../../src/scenario/resolved.ts';
import { readRun } from '../../src/store/segments.ts';
import { checkOf, expectAllWithdrawn, expectNobodyLeft, scorecardOf } from '../trouble/aftermath.ts';
import { gameday, scratch } from './gameday.ts';

const users = `import http from 'k6/http';
import exec from 'k6/execution';
import { topics } from './lib/topics.ts';
export const options = { vus: 1, duration: '1h' };
const target = __ENV['GAMEDAY_TARGET'];
export function setup(): { first: string } { return { first: topics[0]! }; }
export function browse({ first }: { first: string }): void { http.get(\`\${target}/communities/topics/\${first}\`); }
export function search(): void {
  const answer = http.get(\`\${__ENV['GAMEDAY_TARGET_FRONT']}/communities/search?q=outage\`);
  if (answer.status === 200 && exec.scenario.iterationInTest % 5 === 0) throw new Error('not what was searched for');
}
`;
const topics = "export const topics: readonly string[] = ['7', '8'];\n";
const attack = `import http from 'k6/http';
export default function attack(): void {
  for (const page of ['/social/', '/communities/']) http.get(__ENV['GAMEDAY_TARGET']! + page, { timeout: '2s' });
}
`;
const scenario = (traffic: string, flood = 'script: ./k6/attack.ts, rps: 20, requests: 2') => `name: own
version: "1"
owner: me
duration: 14s
traffic: { ${traffic} }
steady: { for: 3s, availability: 0.8 }
lanes:
  attack: [{ fault: flood, at: 5s, for: 5s, with: { ${flood} } }]
scope: [detection]
guardrails: { availability: { below: 0.1, for: 8s } }
`;
const own = 'rps: 20, script: ./k6/users.ts, classes: { browse: 0.6, search: 0.4 }';
const sum = (text: string) => createHash('sha256').update(text).digest('hex');

describe("a team's own k6 scripts", function () {
  this.timeout(120_000);
  const { folder, clean } = scratch();
  after(clean);
  const drills = path.join(folder, 'drills');
  const write = (name: string, text: string) => writeFileSync(path.join(drills, name), text);

  before(async () => {
    expect((await gameday(['setup', '--quiet'])).code).to.equal(0);
    mkdirSync(path.join(drills, 'k6/lib'), { recursive: true });
    write('k6/users.ts', users);
    write('k6/lib/topics.ts', topics);
    write('k6/attack.ts', attack);
    write('k6/broken.ts', 'export default function () {');
    write('own.yaml', scenario(own));
  });

  it('are told of by check, with their functions and the sums of all their files, from whatever folder', async () => {
    const files = { 'k6/lib/topics.ts': sum(topics), 'k6/users.ts': sum(users) };
    const sha256 = sum(Object.entries(files).map(([file, one]) => `${one}  ${file}\n`).join(''));
    const { code, out, err } = await gameday(['check', 'drills/own.yaml'], { cwd: folder });
    expect(code, err).to.equal(0);
    expect(out.replaceAll(/\s+/g, ' ')).to.include('traffic 20 iterations/s of ./k6/users.ts: browse 60 %, search 40 %').and.to.include(`script ./k6/users.ts, SHA-256 ${sha256} over k6/lib/topics.ts, k6/users.ts`);
    const told = JSON.parse((await gameday(['check', 'own.yaml', '--json'], { cwd: drills })).out) as { scenario: ResolvedScenario };
    expect(told.scenario.scripts[0]).to.deep.equal({ path: './k6/users.ts', sha256, files });
    expect(told.scenario.scripts.map((script) => script.path)).to.deep.equal(['./k6/users.ts', './k6/attack.ts']);
  });

  const wrong: Readonly<Record<string, readonly [text: string, ...says: RegExp[]]>> = {
    'one that is not there': [scenario('rps: 5, script: ./k6/nobody.ts'), /traffic\.script \(line 5:20\): expected a k6 script, got no such file; it was looked for at .*drills\/k6\/nobody\.ts/],
    'functions that it does not export': [
      scenario('rps: 5, script: ./k6/users.ts, classes: { brwose: 0.5, pay: 0.5 }'),
      /got 2 problems/,
      /traffic\.classes\.brwose \(line 5:\d+\): expected one of the functions that \.\/k6\/users\.ts exports: browse, search, got "brwose"; did you mean "browse"\?/,
      /traffic\.classes\.pay \(line 5:\d+\): expected one of .*, got "pay"\n/,
    ],
    'no functions, of one that has no default': [scenario('rps: 5, script: ./k6/users.ts'), /traffic\.classes\.default \(line \d+:\d+\): expected one of .*browse, search, got "default"/],
    'one that is no script, beside others': [scenario(own, 'script: ./k6/broken.ts, rps: 5'), /lanes\.attack\[0\]\.with\.script \(line 8:\d+\): expected a k6 script that can be run as it is, got .*broken\.ts: Line 1:\d+ Unexpected end of file/],
  };
  for (const [what, [text, ...says]] of Object.entries(wrong)) {
    it(`are refused before anything is opened: ${what}`, async () => {
      write('wrong.yaml', text);
      for (const words of [['check', 'wrong.yaml'], ['run', 'wrong.yaml', '--out', 'never']]) {
        const { code, out, err } = await gameday(words, { cwd: drills });
        for (const sentence of says) expect(err).to.match(sentence);
        expect([code, out]).to.deep.equal([64, '']);
      }
    });
  }

  it('are refused by name where they are not modelled', async () => {
    for (const verb of ['check', 'run']) {
      const { code, err } = await gameday([verb, 'own.yaml', '--world', 'simulated', '--quiet'], { cwd: drills });
      expect(code).to.equal(64);
      expect(err).to.match(/the scenario's traffic \(\.\/k6\/users\.ts\) runs a k6 script of your own, which is not modelled here/).and.to.match(/inject flood \(\.\/k6\/attack\.ts\) runs/);
    }
    const { code, err } = await gameday(['simulate', 'own.yaml', '--runs', '2'], { cwd: drills });
    expect(code).to.equal(64);
    expect(err).to.match(/expected a scenario with gameday's own traffic, got the script \.\/k6\/users\.ts \(the scenario's traffic\)/);
  });

  it('say that k6 is missing where there is none, and what to do', async () => {
    const { code, err } = await gameday(['check', 'own.yaml', '--world', 'kubernetes'], { cwd: drills, env: { PATH: '/nowhere', HOME: folder, XDG_CACHE_HOME: folder, KUBECONFIG: path.join(folder, 'none') } });
    expect(code).to.equal(64);
    expect(err).to.match(/\.\/k6\/users\.ts could not be looked at, since there is no k6 on this machine: run `gameday setup`/);
  });

  it('are all the traffic of a drill: a steady state, an attack that arrives, users by function, and a record of what was run', async () => {
    const run = path.join(folder, 'run');
    const { err } = await gameday(['run', 'drills/own.yaml', '--out', 'run'], { cwd: folder });
    const history = readRun(run);
    expect(history.first('steady.checked')?.ok, err).to.equal(true);
    const recorded = history.first('run.opened')?.scenario as unknown as ResolvedScenario;
    expect(recorded.scripts.map((script) => script.files)).to.deep.equal([{ 'k6/lib/topics.ts': sum(topics), 'k6/users.ts': sum(users) }, { 'k6/attack.ts': sum(attack) }]);
    expect(JSON.stringify(recorded)).not.to.include('import http');

    const classes = new Set(history.of('traffic.second').flatMap((second) => Object.keys(second.classes)));
    expect([...classes]).to.have.members(['browse/all', 'search/all']);
    const [flood, users_] = ['flood', 'legitimate'].map((name) => history.of('generator.ended').find(({ generator }) => generator === name));
    expect(flood).to.deep.include({ expected: true });
    expect(users_?.saw).to.match(/; \d+ iterations? threw \(search\(\) threw Error: not what was searched for\)$/);
    // Two requests an iteration; both are counted.
    const sent = history.of('flood.second').reduce((all, second) => all + second.sent, 0);
    expect(sent).to.be.greaterThan(100).and.lessThan(44 * 7);

    expectAllWithdrawn(history.events);
    await expectNobodyLeft(history.events);
    for (const id of ['felt/flood', 'generators', 'steady']) expect(checkOf(run, id)?.is, `${id}: ${checkOf(run, id)?.saw}`).to.equal('held');
    expect(scorecardOf(run).impact.find(({ id }) => id === 'availability')?.measured.is).to.equal('value');
  });
});
