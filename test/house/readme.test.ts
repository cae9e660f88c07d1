/** Runs what the README shows: its scenario is checked, its commands are tried, its fault is compiled and put to work. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Action } from '../../src/catalog/action.ts';
import { catalogue } from '../../src/catalog/index.ts';
import type { LoadSecond } from '../../src/ports/capabilities.ts';
import { readPanel } from '../../src/scenario/panel/read-panel.ts';
import { panelSource } from '../../src/scenario/panel/source.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { readYaml } from '../../src/scenario/yaml-source.ts';
import { armsOf } from '../../src/studies/variants.ts';
import { k6Load } from '../../src/tools/k6/load.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';
import { systemClock } from '../../src/worlds/system-clock.ts';
import { apply, onStage, plan } from '../catalog/stage.ts';
import { gameday } from '../kill/live-run.ts';
import { k6Path } from '../tools/k6/k6-program.ts';
import { packedScript } from '../tools/k6/packed.ts';
import { makeTarget } from '../tools/k6/target.ts';

/** What a scenario with these lines resolves to. */
function teamIn(lines: string) {
  const { traffic } = parseScenario(catalogue, { name: 'own', version: '1', owner: 'us', duration: '30s', ...(readYaml(lines, 'README.md').raw as object) });
  return traffic !== null && 'team' in traffic ? traffic : expect.fail('expected a script in the traffic of the README');
}

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = (language: string) => [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text);
/** In the clone, so that its imports and packages are found; ignored by git. */
const folder = join(root, '.cache/readme');

describe('the README', function () {
  this.timeout(60_000);
  before(() => mkdirSync(folder, { recursive: true }));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('shows a panel of customers that is one', async () => {
    const [customers = ''] = blocks('csv');
    writeFileSync(join(folder, 'customers.csv'), customers);
    const { listing } = await readPanel(panelSource.parse('customers.csv'), folder, seededRandom(1));
    expect(listing).to.include({ customers: 3 });
    expect(listing.named.map(({ id }) => id)).to.deep.equal(['acme', 'bolt', 'coda']);
  });

  it('shows a scenario that is one', async () => {
    const [scenario = ''] = blocks('yaml');
    const file = join(folder, 'scenario.yaml');
    writeFileSync(file, scenario);
    const { code, output } = await gameday('check', file).exited;
    expect(code, output).to.equal(0);
    expect(output).to.include('slow-ledger');
  });

  it('shows what channels stand on as a scenario takes it', () => {
    const [lines = ''] = blocks('yaml').filter((text) => text.startsWith('channels:'));
    const { brief } = parseScenario(catalogue, { name: 'own', version: '1', owner: 'us', duration: '30s', ...(readYaml(lines, 'README.md').raw as object) });
    expect(brief.channels).to.deep.equal({ hotline: ['edge'], 'status-page': [], email: ['mail', 'edge'] });
  });

  it('names variants that a scenario may have, and those of the outage at its full length', async () => {
    const [variants = ''] = blocks('yaml').filter((text) => text.startsWith('variants:'));
    const [scenario] = [readYaml(readFileSync(join(root, 'scenarios/lithium-2013-full.yaml'), 'utf8'), 'scenario').raw as object];
    expect(armsOf({ ...scenario, ...(readYaml(variants, 'README.md').raw as object) }).map(({ id }) => id)).to.deep.equal(['baseline', 'diversion', 'capacity', 'all']);
    for (const { title } of armsOf(scenario)) expect(readme, title).to.include(`| ${title} |`);
  });

  it("shows a team's script that its scenario takes, and that is run as the text says", async () => {
    const [scenario = '', traffic = ''] = blocks('yaml');
    const [script = ''] = blocks('ts').filter((text) => text.includes('k6/http'));
    expect(script.trim().split('\n').length).to.be.at.most(14);
    mkdirSync(join(folder, 'k6'), { recursive: true });
    writeFileSync(join(folder, 'k6/users.ts'), script);
    writeFileSync(join(folder, 'own.yaml'), scenario.replace(/^traffic: .*\n/m, traffic));
    const { code, output } = await gameday('check', join(folder, 'own.yaml')).exited;
    expect(code, output).to.equal(0);
    expect(output.replaceAll(/\s+/g, ' ')).to.include('20 iterations/s of ./k6/users.ts: browse 70 %, search 30 %');

    const { team } = teamIn(traffic);
    const target = await makeTarget(() => systemClock.now(), ({ path }) => (path.startsWith('/communities/search') ? 403 : 200));
    const load = k6Load({ run: 'readme', k6: await k6Path(), clock: systemClock, logs: folder, born: () => {}, died: () => {}, scripts: [await packedScript(script, team.path)] });
    try {
      const change = await load.prepare({ name: 'users', script: team, report: 'samples', stages: [{ rps: 40, forMs: 0 }, { rps: 40, forMs: 1500 }], settings: { entry: target.url, entries: { edge: target.url } } }, AbortSignal.timeout(15_000));
      await load.open(change);
      const seconds: LoadSecond[] = [];
      await load.follow('users', (second) => seconds.push(second), AbortSignal.timeout(15_000));
      const sum = (name: string, what: 'sent' | 'ok' | 'blocked') => seconds.reduce((all, { classes }) => all + (classes[name]?.[what] ?? 0), 0);
      expect(sum('browse/all', 'ok')).to.equal(sum('browse/all', 'sent')).and.be.greaterThan(sum('search/all', 'sent'));
      expect(sum('search/all', 'blocked')).to.equal(sum('search/all', 'sent')).and.be.greaterThan(0);
      await load.close(change, AbortSignal.timeout(5000));
    } finally {
      await target.close();
    }
  });

  it('names only verbs that there are', async () => {
    const verbs = new Set([...readme.matchAll(/npx gameday ([a-z]+)/g)].map(([, verb = '']) => verb));
    expect([...verbs]).to.include.members(['run', 'check', 'judge', 'list', 'heal', 'mark']);
    for (const verb of verbs) {
      const { code, output } = await gameday(verb, '--help').exited;
      expect(code, `gameday ${verb}: ${output}`).to.equal(0);
    }
  });

  it('shows commands that look and touch nothing as they are', async () => {
    const lines = blocks('console').flatMap((block) => block.trim().split('\n')).filter((line) => /^npx gameday (list|check|schema)\b/.test(line));
    expect(lines).to.have.lengthOf.at.least(2);
    for (const line of lines) {
      const { code, output } = await gameday(...line.split(' ').slice(2)).exited;
      expect(code, `${line}: ${output}`).to.equal(0);
    }
  });

  it('shows a fault that compiles, is felt and can be taken back', async () => {
    const [text = ''] = blocks('ts').filter((block) => block.includes('forgotten'));
    const file = join(folder, 'forgotten.ts');
    writeFileSync(file, text.replace("'../action.ts'", "'../../src/catalog/action.ts'"));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.json', compilerOptions: { types: ['node'] }, include: ['forgotten.ts'] }));
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' });
    const { forgotten } = (await import(pathToFileURL(file).href)) as { forgotten: Action };
    await onStage(async (stage) => {
      const before = stage.snapshot();
      const staged = await plan(stage, forgotten, { who: 'network' }, 'forgotten');
      await apply(stage, staged);
      const [change = null] = staged.changes;
      expect((await forgotten.gone(change, stage.world, stage.stop)).is).to.equal('present');
      await forgotten.revert[0]?.run(change, stage.world, stage.stop);
      expect((await forgotten.gone(change, stage.world, stage.stop)).is).to.equal('gone');
      expect(stage.snapshot()).to.deep.equal(before);
    });
  });
});
