/** Holds the tests of scripts that are packed by `schedule` and run by `run` from what lies beside the scenario: as they were packed, or not at all. */
import { expect } from 'chai';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { ResolvedScenario } from '../../src/scenario/resolved.ts';
import { readRun } from '../../src/store/segments.ts';
import { filesIn } from '../../src/tools/k6/archive-files.ts';
import { expectAllWithdrawn, expectNobodyLeft } from '../trouble/aftermath.ts';
import { gameday, scratch } from './gameday.ts';

const users = `import http from 'k6/http';
import { page } from './page.ts';
export function browse(): void { http.get(__ENV['GAMEDAY_TARGET']! + page); }
`;
const attack = `import http from 'k6/http';
export default function attack(): void { http.get(__ENV['GAMEDAY_TARGET']! + '/social/', { timeout: '2s' }); }
`;
const scenario = `name: packed
version: "1"
owner: me
duration: 8s
traffic: { rps: 10, script: ./users.ts, classes: { browse: 1 } }
steady: { for: 2s, availability: 0.5 }
lanes:
  attack: [{ fault: flood, at: 3s, for: 3s, with: { script: ./attack.ts, rps: 20 } }]
scope: [detection]
`;
const weekly = ['--cron', '0 9 * * 1'];

interface Manifest {
  readonly kind: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}
const manifestIn = (folder: string, kind: string): Manifest | undefined => parseAllDocuments(readFileSync(path.join(folder, 'gameday-packed.yaml'), 'utf8')).map((document) => document.toJS() as Manifest).find((each) => each.kind === kind);

/** As a pod sees the ConfigMap that it mounts. */
function mount({ data = {}, binaryData = {} }: Manifest, folder: string): void {
  mkdirSync(folder);
  for (const [name, text] of Object.entries(data)) writeFileSync(path.join(folder, name), text);
  for (const [name, base64] of Object.entries(binaryData)) writeFileSync(path.join(folder, name), Buffer.from(base64, 'base64'));
}

describe('scripts that are packed ahead', function () {
  this.timeout(120_000);
  const { folder, clean } = scratch();
  after(clean);
  const mounted = path.join(folder, 'mounted');
  const write = (files: Readonly<Record<string, string>>): string => {
    const drills = mkdtempSync(path.join(folder, 'drills-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(drills, name), text);
    return drills;
  };
  let drills = '';
  let told: Pick<ResolvedScenario, 'scripts'> = { scripts: [] };

  before(async () => {
    expect((await gameday(['setup', '--quiet'])).code).to.equal(0);
    drills = write({ 'packed.yaml': scenario, 'users.ts': users, 'page.ts': "export const page = '/communities/';\n", 'attack.ts': attack });
    const { code, out, err } = await gameday(['schedule', 'packed.yaml', ...weekly, '--json'], { cwd: drills });
    expect(code, err).to.equal(0);
    told = JSON.parse(out) as typeof told;
    mount(manifestIn(drills, 'ConfigMap') ?? { kind: '' }, mounted);
  });

  it('lie in the ConfigMap beside the scenario, with the record that check prints, and the Job is told of them', async () => {
    const checked = JSON.parse((await gameday(['check', 'packed.yaml', '--json'], { cwd: drills })).out) as { readonly scenario: ResolvedScenario };
    expect(told.scripts).to.deep.equal(checked.scenario.scripts);
    expect(told.scripts.map((script) => Object.keys(script.files))).to.deep.equal([['page.ts', 'users.ts'], ['attack.ts']]);
    expect(readdirSync(mounted)).to.have.members(['scenario.yaml', 'scripts.json', '1-users.ts.tar', '2-attack.ts.tar']);
    const packed = [...filesIn(readFileSync(path.join(mounted, '1-users.ts.tar')))].map(([file, content]) => [path.basename(file), content.toString('utf8')]);
    expect(packed).to.deep.include(['users.ts', users]);
    const job = 'spec.jobTemplate.spec.template.spec.containers[0]';
    const cron = manifestIn(drills, 'CronJob');
    expect(cron).to.have.nested.property(`${job}.args`).that.deep.equals(['run', '/scenario/scenario.yaml', '--world', 'kubernetes', '--stream', '--packed', '/scenario/scripts.json']);
    expect(cron).to.have.nested.property(`${job}.volumeMounts`).that.deep.includes({ name: 'scenario', mountPath: '/scenario', readOnly: true });
  });

  it('are run as they are, from where their sources are not, with the same record', async () => {
    const run = path.join(folder, 'run');
    const { err } = await gameday(['run', 'mounted/scenario.yaml', '--packed', 'mounted/scripts.json', '--out', 'run'], { cwd: folder });
    const history = readRun(run);
    expect((history.first('run.opened')?.scenario as unknown as ResolvedScenario | undefined)?.scripts, err).to.deep.equal(told.scripts);
    expect([...new Set(history.of('traffic.second').flatMap((second) => Object.keys(second.classes)))]).to.deep.equal(['browse/all']);
    expect(history.of('flood.second').reduce((all, second) => all + second.sent, 0)).to.be.greaterThan(0);
    expectAllWithdrawn(history.events);
    await expectNobodyLeft(history.events);
  });

  const inText = (name: string, from: string | RegExp, to: string) => (at: string) => {
    const file = path.join(at, name);
    const text = readFileSync(file, 'utf8');
    expect(text).to.match(new RegExp(from));
    writeFileSync(file, text.replace(from, to));
  };
  const wrong: Readonly<Record<string, readonly [(at: string) => void, RegExp]>> = {
    'an archive that is another': [(at) => cpSync(path.join(at, '2-attack.ts.tar'), path.join(at, '1-users.ts.tar')), /expected the script \.\/users\.ts as it was packed, SHA-256 [\da-f]{64}, got an archive of SHA-256 [\da-f]{64} \(.*1-users\.ts\.tar\)\n {2}Let `gameday schedule`/],
    'a list that names an archive which is not there': [inText('scripts.json', '1-users.ts.tar', 'gone.tar'), /expected a file of packed scripts, got ENOENT.*\(.*gone\.tar\)/],
    'another version of gameday': [inText('scripts.json', /"gameday": "[^"]+"/, '"gameday": "0.0.1"'), /expected scripts that were packed by gameday \d.*, which runs them, got some by 0\.0\.1/],
    'a list that is none': [inText('scripts.json', '"sha256"', '"sum"'), /expected a list of packed scripts, got .*sum/s],
    'a script that was not packed': [inText('scenario.yaml', 'users.ts', 'others.ts'), /traffic\.script \(line \d+:\d+\): expected one of the scripts that were packed: \.\/users\.ts, \.\/attack\.ts, got "\.\/others\.ts"/],
    'a function that is not in it': [inText('scenario.yaml', 'browse', 'browze'), /traffic\.classes\.browze \(line \d+:\d+\): expected one of the functions that \.\/users\.ts exports: browse, got "browze"; did you mean "browse"\?/],
  };
  for (const [what, [spoil, says]] of Object.entries(wrong)) {
    it(`are refused before anything is opened: ${what}`, async () => {
      const spoilt = mkdtempSync(path.join(folder, 'spoilt-'));
      cpSync(mounted, spoilt, { recursive: true });
      spoil(spoilt);
      const { code, err } = await gameday(['run', 'scenario.yaml', '--packed', 'scripts.json', '--out', 'never'], { cwd: spoilt });
      expect(err).to.match(says);
      expect(code).to.equal(64);
      expect(existsSync(path.join(spoilt, 'never'))).to.equal(false);
    });
  }

  it('are refused by schedule where a ConfigMap does not take them all, with each size', async () => {
    const large = "const data = open('./data.txt');\n";
    const at = write({ 'packed.yaml': scenario, 'users.ts': `${users}${large}`, 'page.ts': "export const page = '/communities/';\n", 'attack.ts': `${attack}${large}`, 'data.txt': 'x'.repeat(600 * 1024) });
    const { code, err } = await gameday(['schedule', 'packed.yaml', ...weekly], { cwd: at });
    expect(code).to.equal(64);
    expect(err).to.match(/expected a scenario and packed scripts of at most 1024 KiB together.*, got 12\d\d KiB \(scenario\.yaml 1 KiB, scripts\.json 2 KiB, 1-users\.ts\.tar 6\d\d KiB, 2-attack\.ts\.tar 6\d\d KiB\)\n {2}Let the scripts import and open less/);
    expect(existsSync(path.join(at, 'gameday-packed.yaml'))).to.equal(false);
  });

  it('are refused by schedule for what run refuses, and where there is no k6', async () => {
    const at = write({ 'packed.yaml': scenario, 'users.ts': users, 'attack.ts': attack });
    const { code, err } = await gameday(['schedule', 'packed.yaml', ...weekly], { cwd: at });
    expect(code).to.equal(64);
    expect(err).to.match(/traffic\.script \(line 5:\d+\): expected a k6 script that can be run as it is, got an import of \.\/page\.ts, which is not there/);
    const none = await gameday(['schedule', 'packed.yaml', ...weekly], { cwd: drills, env: { PATH: '/nowhere', HOME: folder, XDG_CACHE_HOME: folder } });
    expect(none.code).to.equal(64);
    expect(none.err).to.match(/expected k6 on this machine, which packs the team's own scripts, got none\n {2}Run `gameday setup`/);
  });
});
