/** Holds the tests of what verbs print: help that teaches, JSON that is JSON, and no control codes where nobody wants them. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { catalogue } from '../../src/catalog/index.ts';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { metrics } from '../../src/judge/metrics/index.ts';
import { gameday, root, scratch } from './gameday.ts';

const verbs = ['run', 'check', 'calibrate', 'judge', 'findings', 'rule', 'heal', 'setup', 'range', 'list', 'schema', 'mark', 'note', 'hold', 'resume', 'skip', 'release', 'abort'];
const escape = '\u001b';

describe('gameday', function () {
  this.timeout(60_000);
  const { folder, clean } = scratch();
  after(clean);

  it('prints help with every verb, examples and exit codes', async () => {
    const { code, out } = await gameday(['--help']);
    expect(code).to.equal(0);
    for (const verb of verbs) expect(out).to.match(new RegExp(`^  ${verb} `, 'm'));
    for (const meaning of Object.values(exitCodes)) expect(out).to.match(new RegExp(`^  ${meaning} `, 'm'));
    expect(out).not.to.contain(escape);
    expect((await gameday([])).out).to.equal(out);
  });

  it('keeps every line of help within 80 columns', async () => {
    const long: string[] = [];
    for (const verb of [[], ...verbs.map((one) => [one])]) long.push(...(await gameday([...verb, '--help'])).out.split('\n').filter((line) => line.length > 80));
    expect(long).to.deep.equal([]);
  });

  it('shows examples in the help of each verb', async () => {
    for (const verb of verbs) {
      const { code, out } = await gameday([verb, '--help']);
      expect(code).to.equal(0);
      expect(out).to.contain(`Examples:\n  $ gameday ${verb}`);
    }
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
    expect(await gameday(['--version'])).to.deep.equal({ code: 0, out: `${version}\n`, err: '' });
  });

  it('lists everything in the catalogue, with fields from its schemas', async () => {
    const { code, out } = await gameday(['list', '--json']);
    expect(code).to.equal(0);
    const lists = JSON.parse(out) as Record<string, { kind: string; fields?: { name: string; type: string; required: boolean; default?: unknown; description: string }[] }[]>;
    expect(lists['faults']?.map(({ kind }) => kind)).to.deep.equal(Object.keys(catalogue.faults));
    expect(lists['observers']?.map(({ kind }) => kind)).to.deep.equal(Object.keys(catalogue.observers));
    expect(lists['roles']?.map(({ kind }) => kind)).to.deep.equal(Object.keys(catalogue.roles));
    // What may be null has its words inside.
    const [callBack] = lists['roles']?.find(({ kind }) => kind === 'support')?.fields?.filter(({ name }) => name === 'callBack') ?? [];
    expect(callBack).to.include({ default: '5s..10s', type: 'duration or range or null' });
    expect(callBack?.description).to.match(/^from a message on the machine/);
    expect(lists['metrics']?.map(({ kind }) => kind)).to.deep.equal(metrics.map(({ id }) => id));
    expect(lists['reporters']?.map(({ kind }) => kind)).to.deep.equal(['html', 'markdown', 'junit', 'json']);
    const rps = lists['faults']?.find(({ kind }) => kind === 'flood')?.fields?.find(({ name }) => name === 'rps');
    expect(rps).to.include({ type: 'number above 0 to 20000', required: true });
  });

  it('lists one thing with all its fields in words', async () => {
    const { out } = await gameday(['list', 'faults']);
    expect(out).to.match(/^ {4}rps\* +requests per second/m);
    expect(out).to.match(/duration \(default 1s\)/);
  });

  it('prints schemas as JSON', async () => {
    const scenario = JSON.parse((await gameday(['schema'])).out) as { $schema: string; properties: Record<string, unknown> };
    expect(scenario.$schema).to.contain('json-schema.org');
    expect(scenario.properties).to.include.keys('lanes', 'responders', 'targets');
    expect(JSON.parse((await gameday(['schema', 'scorecard'])).out)).to.have.property('properties');
  });

  it('checks a scenario: timeline, blast radius and world, touching nothing', async () => {
    const { code, out } = await gameday(['check', 'release-smoke', '--world', 'simulated'], { cwd: folder });
    expect(code).to.equal(0);
    expect(out).to.match(/Timeline \(MSEL\)[\s\S]*Blast radius[\s\S]*World simulated \(simulated: proves nothing about a real system\): everything that is needed is there/);
    expect(out).to.match(/undone by +stop the generator/);
    expect(out).not.to.contain(escape);
  });

  it('checks as JSON, with the seed that was asked for', async () => {
    const { out } = await gameday(['check', 'release-smoke', '--world', 'simulated', '--seed', '7', '--json']);
    const checked = JSON.parse(out) as { scenario: { seed: number }; timeline: { inject: string; offsetMs: number }[]; blastRadius: { undoneBy: string[] }[]; world: { missing: string[] } };
    expect(checked.scenario.seed).to.equal(7);
    expect(checked.timeline.map(({ inject }) => inject)).to.deep.equal(['control', 'flood']);
    expect(checked.blastRadius.every(({ undoneBy }) => undoneBy.length > 0)).to.equal(true);
  });

  it('says which programs the local world misses, and how to get them', async () => {
    const { code, err } = await gameday(['check', 'release-smoke'], { env: { PATH: '/nowhere', XDG_CACHE_HOME: folder } });
    expect(err).to.match(/k6 .*was not found.*gameday setup/);
    expect(err).to.match(/toxiproxy .*was not found/);
    expect(code).to.equal(64);
  });
});
