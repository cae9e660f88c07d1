/** Holds the tests of the verb `simulate`: a study with its files, one that was interrupted, and what it refuses before the first run. */
import { expect } from 'chai';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gameday, scratch, started } from '../cli/gameday.ts';

describe('the verb simulate', function () {
  this.timeout(120_000);
  const place = scratch();
  after(place.clean);
  const scenario = path.join(place.folder, 'small.yaml');
  const study = ['simulate', scenario, '--runs', '12', '--vary', 'responders.monitoring.acknowledge=1s..15s', '--quiet'];
  const folder = (name: string) => path.join(place.folder, name);
  const lines = (name: string) => readFileSync(path.join(folder(name), 'runs.ndjson'), 'utf8').split('\n').filter((line) => line !== '');

  before(() => {
    writeFileSync(scenario, 'name: small\nversion: "1"\nowner: the house\nduration: 40s\ncompression: 20\ntraffic: { rps: 20 }\nsteady: { for: 4s, availability: 0.9 }\nscope: [detection]\nlanes:\n  load: [{ id: flood, fault: flood, at: 8s, for: 20s, with: { rps: 800 } }]\nresponders: { monitoring: { autopilot: {} } }\n');
  });

  it('writes page, table and summary of all runs, each marked as simulated', async () => {
    const ended = await gameday([...study, '--out', folder('one'), '--workers', '2', '--json']);
    expect([ended.code, ended.err]).to.deep.equal([0, '']);
    const summary = JSON.parse(ended.out) as { simulated: boolean; done: number; influences: { path: string; metric: string; rho: number }[] };
    expect(summary).to.deep.include({ simulated: true, done: 12 });
    expect(summary.influences.find(({ metric }) => metric === 'acknowledge')?.rho).to.be.above(0.9);
    expect(readFileSync(path.join(folder('one'), 'study.html'), 'utf8')).to.include('Simulated').and.not.match(/<script|https?:\/\//);
    expect(readFileSync(path.join(folder('one'), 'runs.csv'), 'utf8').trimEnd().split('\r\n')).to.have.length(13);
  });

  it('gives the same results with one worker as with two', async () => {
    expect((await gameday([...study, '--out', folder('two'), '--workers', '1'])).code).to.equal(0);
    for (const file of ['study.json', 'runs.csv', 'study.html']) expect(readFileSync(path.join(folder('two'), file), 'utf8'), file).to.equal(readFileSync(path.join(folder('one'), file), 'utf8'));
  });

  it('goes on where it was cut off, a torn line included, and does nothing twice', async () => {
    const all = lines('one');
    const file = path.join(folder('one'), 'runs.ndjson');
    writeFileSync(file, `${all.slice(0, 6).join('\n')}\n`);
    appendFileSync(file, (all[6] ?? '').slice(0, 40));
    expect((await gameday([...study, '--out', folder('one')])).code).to.equal(0);
    const runs = lines('one').slice(1).flatMap((line) => { try { return [(JSON.parse(line) as { run: number }).run]; } catch { return []; } });
    expect(runs.toSorted((a, b) => a - b)).to.deep.equal(Array.from({ length: 12 }, (_, i) => i));
    expect(readFileSync(path.join(folder('one'), 'study.json'), 'utf8')).to.equal(readFileSync(path.join(folder('two'), 'study.json'), 'utf8'));
  });

  it('compares the variants of a scenario with it, each in a folder of its own, with as many workers as there are', async () => {
    const named = path.join(place.folder, 'named.yaml');
    writeFileSync(named, `${readFileSync(scenario, 'utf8')}variants: { quick: { title: Quick alerts, set: { responders.monitoring.acknowledge: 1s } }, strong: { title: A strong edge, set: { traffic.rps: 21 } } }\n`);
    const compare = ['simulate', named, '--variants', '--runs', '3', '--quiet'];
    const ended = await gameday([...compare, '--out', folder('variants'), '--workers', '2', '--json']);
    expect([ended.code, ended.err]).to.deep.equal([0, '']);
    const { simulated, arms } = JSON.parse(ended.out) as { simulated: boolean; arms: { id: string; runs: number; gained: unknown }[] };
    expect(simulated).to.equal(true);
    expect(arms.map(({ id, runs }) => [id, runs])).to.deep.equal([['baseline', 3], ['quick', 3], ['strong', 3], ['all', 3]]);
    expect(readFileSync(path.join(folder('variants'), 'comparison.html'), 'utf8')).to.include('Simulated').and.include('Quick alerts').and.not.match(/<script|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
    for (const { id } of arms) expect(lines(path.join('variants', id)), id).to.have.length(4);
    // Interrupted in one of its variants, it goes on with that one.
    const file = path.join(folder('variants'), 'quick/runs.ndjson');
    const before = readFileSync(path.join(folder('variants'), 'comparison.json'), 'utf8');
    writeFileSync(file, `${readFileSync(file, 'utf8').split('\n').slice(0, 2).join('\n')}\n`);
    expect((await gameday([...compare, '--out', folder('variants'), '--workers', '1'])).code).to.equal(0);
    expect(readFileSync(path.join(folder('variants'), 'comparison.json'), 'utf8')).to.equal(before);

    const alone = await gameday(['run', named, '--variant', 'quick', '--world', 'simulated', '--out', folder('alone'), '--quiet']);
    expect(alone.err).to.equal('');
    expect(JSON.parse(readFileSync(path.join(folder('alone'), 'scorecard.json'), 'utf8'))).to.have.nested.property('scenario.name', 'small-quick');
    const none = await gameday(['run', named, '--variant', 'quik', '--world', 'simulated', '--out', folder('none')]);
    expect([none.code, none.err]).to.satisfy(([code, err]: [number, string]) => code === 64 && err.includes('Did you mean quick?'));
    expect((await gameday(['simulate', scenario, '--variants', '--out', folder('none')])).err).to.include('a scenario with variants').and.include('small.yaml, variants');
  });

  it("does not mix one study's results with another's", async () => {
    const ended = await gameday([...study, '--seed', '9', '--out', folder('one')]);
    expect(ended.code).to.equal(64);
    expect(ended.err).to.include('the results of another').and.include('--out');
  });

  it('refuses what can’t be before the first run: expected, got, and what is near', async () => {
    const asked = async (...args: string[]) => gameday(['simulate', scenario, '--out', folder('none'), ...args]);
    const wrong = await Promise.all([
      asked('--vary', 'responders.monitoring.acknowlege=1s..2s'),
      asked('--vary', 'traffic.rps=-5..5'),
      asked('--vary', 'objective.availability=0.9,1.5'),
      asked('--runs', '0'),
    ]);
    expect(wrong.map(({ code }) => code)).to.deep.equal([64, 64, 64, 64]);
    expect(wrong[0]?.err).to.include('acknowledge');
    expect(wrong[1]?.err).to.match(/traffic\.rps|above 0/);
    expect(wrong[2]?.err).to.include('availability');
    expect(wrong[3]?.err).to.match(/1 to 1000000/);
    expect(existsSync(folder('none'))).to.equal(false);
  });

  const refusals: Readonly<Record<string, { readonly vary?: string; readonly yaml?: readonly [string, string]; readonly says: RegExp }>> = {
    'a part that there is not': { vary: 'respondrs.monitoring.acknowledge=1s..2s', says: /did you mean "responders"\?/ },
    'an inject that there is not': { vary: 'lanes.load.flod.with.rps=100..200', says: /expected one of flood in lanes\.load, got flod[^]*Did you mean "flood"\?/ },
    'a name that objects have': { vary: '__proto__.x=1..2', says: /unknown key "__proto__"/ },
    'one impossible value among others': { vary: 'steady.availability=0.9,0.95,0.97,1.5,0.99', says: /steady\.availability: expected [^]*1\.5/ },
    'no capacity': { vary: 'world.settings.edge.capacity.workers=0,4', says: /world\.settings\.edge\.capacity\.workers[^]*0/ },
    'a share above one': { vary: 'world.settings.audience.withoutEmail=0.5..1.5', says: /world\.settings\.audience\.withoutEmail/ },
    'a setting that is not modelled': { vary: 'world.settings.partners.a.perSourceRps=1..5', says: /world\.settings\.partners\.a\.perSourceRps is not modelled here/ },
    'a person': { yaml: ['monitoring: { autopilot: {} }', 'monitoring: human'], says: /monitoring \(human\) is nobody whom a model could play/ },
    'a cluster': { yaml: ['id: flood, fault: flood, at: 8s, for: 20s, with: { rps: 800 }', 'id: hole, fault: black-hole, at: 8s, for: 20s, with: { service: web }'], says: /simulated, which has no cluster \(for inject hole\)/ },
    'a chance of Toxiproxy’s own': { yaml: ['fault: flood, at: 8s, for: 20s, with: { rps: 800 }', 'fault: timeout, at: 8s, for: 20s, with: { proxy: social, toxicity: 0.5 }'], says: /inject flood sets toxicity, and a toxic strikes all connections alike here/ },
  };
  for (const [what, { vary, yaml, says }] of Object.entries(refusals)) {
    it(`refuses ${what} before the first run, by name`, async () => {
      const file = path.join(place.folder, 'refused.yaml');
      writeFileSync(file, readFileSync(scenario, 'utf8').replace(...(yaml ?? ['', ''])));
      const ended = await gameday(['simulate', file, '--runs', '3', '--out', folder('refused'), ...(vary === undefined ? [] : ['--vary', vary])]);
      expect([ended.code, ended.out]).to.deep.equal([64, '']);
      expect(ended.err).to.match(says);
      expect(existsSync(folder('refused'))).to.equal(false);
      if (yaml !== undefined) expect((await gameday(['run', file, '--world', 'simulated', '--out', folder('refused')])).err).to.match(says);
    });
  }

  const many = ['simulate', scenario, '--runs', '24', '--vary', 'responders.monitoring.acknowledge=1s..15s', '--workers', '2'];
  const runsIn = (name: string) => lines(name).flatMap((line) => { try { const { run } = JSON.parse(line) as { run?: number }; return run === undefined ? [] : [run]; } catch { return []; } });
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    it(`keeps what it has at ${signal}, and goes on with the same command`, async () => {
      const out = folder(signal);
      const child = started([...many, '--out', out]);
      let said = '';
      child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      while (!existsSync(path.join(out, 'runs.ndjson')) || runsIn(signal).length < 3) await sleep(20);
      child.kill(signal);
      expect(await ended).to.equal(signal === 'SIGINT' ? 3 : null);
      const kept = runsIn(signal);
      expect(kept.length).to.be.within(3, 23);
      if (signal === 'SIGINT') {
        expect(said).to.match(/interrupted after \d+ of 24 runs; the same command goes on from there/);
        expect(readFileSync(path.join(out, 'study.html'), 'utf8')).to.include(`${kept.length} of 24 runs`);
      }
      const again = await gameday([...many, '--out', out]);
      expect(again.code).to.equal(0);
      expect(again.err).to.include(`${kept.length} of 24 runs were done before.`);
      expect(runsIn(signal).toSorted((a, b) => a - b)).to.deep.equal(Array.from({ length: 24 }, (_, i) => i));
    });
  }

  it('gives after an interruption what it would have given without', () => {
    expect(readFileSync(path.join(folder('SIGINT'), 'study.json'), 'utf8')).to.equal(readFileSync(path.join(folder('SIGKILL'), 'study.json'), 'utf8'));
  });

  it('begins anew where it was killed while it wrote its plan', async () => {
    mkdirSync(folder('torn'));
    writeFileSync(path.join(folder('torn'), 'runs.ndjson'), (lines('two')[0] ?? '').slice(0, 30));
    expect((await gameday([...study, '--out', folder('torn')])).code).to.equal(0);
    expect(readFileSync(path.join(folder('torn'), 'study.json'), 'utf8')).to.equal(readFileSync(path.join(folder('two'), 'study.json'), 'utf8'));
  });
});
