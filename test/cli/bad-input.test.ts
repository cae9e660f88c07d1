/** Holds the tests of wrong usage: each ends with its exit code and a sentence that says what to do, never with a stack trace. */
import { expect } from 'chai';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gameday, scratch } from './gameday.ts';

describe('wrong usage of gameday', () => {
  const { folder, clean } = scratch();
  after(clean);

  before(() => {
    writeFileSync(path.join(folder, 'broken.yaml'), 'a:\n  - b\n c: d\n');
    writeFileSync(path.join(folder, 'broken.ts'), 'export default {{;\n');
    writeFileSync(path.join(folder, 'throws.ts'), "throw new Error('no');\nexport default {};\n");
    writeFileSync(path.join(folder, 'unknown.yaml'), 'name: x\nversion: "1"\nowner: me\nduration: 20s\nlanes: { a: [{ fault: fluod, for: 5s }] }\n');
    writeFileSync(path.join(folder, 'clash.yaml'), 'name: x\nversion: "1"\nowner: me\nduration: 20s\nlanes:\n  a: [{ fault: partition, for: 5s, with: { proxy: social } }]\n  b: [{ fault: flap, for: 5s, with: { proxy: social, period: 1s } }]\n');
    writeFileSync(path.join(folder, 'outside.yaml'), 'name: x\nversion: "1"\nowner: me\nduration: 20s\nlanes: { a: [{ fault: flood, for: 5s, with: { rps: 10, entry: "http://198.51.100.7/" } }] }\n');
    writeFileSync(path.join(folder, 'metric.yaml'), 'name: x\nversion: "1"\nowner: me\nduration: 20s\nobjectives: [{ id: a, text: b, metric: detct }]\n');
    writeFileSync(path.join(folder, 'world.yaml'), 'name: x\nversion: "1"\nowner: me\nduration: 20s\nworld: { settings: { edge: { capacty: {} } } }\n');
    writeFileSync(path.join(folder, 'panel.yaml'), 'name: x\nversion: "1"\nowner: me\nduration: 20s\npanel: customers.csv\n');
    writeFileSync(path.join(folder, 'customers.csv'), 'id,email\nacme,ann@acme.example\nacme,ann@acme.com\n');
    writeFileSync(path.join(folder, 'few.yaml'), 'name: x\nversion: "1"\nowner: me\nduration: 20s\npanel: { generate: { customers: 9 } }\n');
    mkdirSync(path.join(folder, 'empty-run'));
    mkdirSync(path.join(folder, 'edited-run'));
    writeFileSync(path.join(folder, 'edited-run/journal.ndjson'), '{"seq":1,"kind":"run.opened"}\n');
  });

  const wrong: Record<string, [args: string[], said: RegExp]> = {
    'an unknown verb': [['chekc'], /unknown command 'chekc'[\s\S]*Did you mean check\?/],
    'a verb without its scenario': [['run'], /missing required argument 'scenario'/],
    'an unknown option': [['check', 'quickstart', '--sed', '1'], /unknown option '--sed'[\s\S]*Did you mean --seed\?/],
    'a panel with a wrong row': [['check', path.join(folder, 'panel.yaml')], /2 problems \(customers\.csv\)[\s\S]*line 3:6: expected an address in a domain that ends in \.example[\s\S]*line 3:1: expected each customer once, got "acme" again, first in line 2/],
    'a panel of too few': [['check', path.join(folder, 'few.yaml')], /panel\.generate\.customers \(line 5:22\): expected a number of at least 10, got 9/],
    'a seed that is none': [['check', 'quickstart', '--seed', '-1'], /Expected a whole number from 0 to 4294967295/],
    'an unknown world': [['check', 'quickstart', '--world', 'moon'], /Allowed choices are local, auto, simulated/],
    'an unknown list': [['list', 'fault'], /Allowed choices are faults/],
    'a scenario that is not there': [['run', 'nowhere.yaml'], /expected a scenario file, got no such file \(nowhere\.yaml\)/],
    'a bare name that nobody ships': [['check', 'nobody'], /expected a scenario file, got no such file \(nobody\)/],
    'broken YAML': [['run', 'broken.yaml'], /expected YAML, .*\(broken\.yaml, line \d+:\d+\)/],
    'broken TypeScript': [['run', 'broken.ts'], /SyntaxError.*\(broken\.ts, line 1\)/],
    'a scenario that throws': [['run', 'throws.ts'], /got Error: no \(.*throws\.ts, line 1:7\)/],
    'an unknown fault': [['run', 'unknown.yaml'], /lanes\.a\[0\]\.fault \(line 5:16\): expected one of .*got "fluod"; did you mean "flood"\?/],
    'faults that claim the same proxy': [['check', 'clash.yaml'], /expected proxy\/social to itself while it lasts/],
    'a target outside the range': [['check', 'outside.yaml'], /an address is not taken, got "http:\/\/198\.51\.100\.7\/"/],
    'an unknown metric': [['check', 'metric.yaml'], /got "detct"; did you mean "detect"\?/],
    'an unknown setting of the world': [['check', 'world.yaml'], /world\.settings\.edge\.capacty.*did you mean "capacity"\?/],
    'a run that is not there': [['judge', 'nothing'], /expected a run: "latest", the beginning of its id, or its folder, got "nothing"/],
    'a folder without a run': [['judge', 'empty-run'], /expected a run/],
    'a journal that somebody wrote by hand': [['judge', 'edited-run'], /expected a journal that begins with a run, got/],
    'a mark on nothing': [['mark', 'latest', 'ack', '--role', 'monitoring'], /expected a run/],
    'a mark without a role': [['mark', 'latest', 'ack'], /required option '--role <role>' not specified/],
    'a mark that is nobody knows how exact': [['mark', 'latest', 'ack', '--role', 'x', '--give-or-take', 'soon'], /Expected a duration such as "10s"/],
    'a mark of an unknown milestone': [['mark', 'latest', 'acked', '--role', 'x'], /Allowed choices are/],
    'a note to nobody': [['note', 'edited-run', 'hello'], /expected a drill that is running, got one that nobody runs any more/],
    'a hold of nothing': [['hold', 'latest'], /expected a run/],
    'healing nothing': [['heal', 'nothing'], /expected a run/],
  };
  for (const [what, [args, said]] of Object.entries(wrong)) {
    it(`refuses ${what}`, async () => {
      const ended = await gameday(args, { cwd: folder });
      expect(ended.err).to.match(said);
      expect(ended.err).to.match(/^gameday: /);
      expect(ended.out).to.equal('');
      expect(ended.code).to.equal(64);
    });
  }

  it('refuses to write over a run', async () => {
    const ended = await gameday(['run', 'quickstart', '--world', 'simulated', '--out', 'edited-run'], { cwd: folder });
    expect(ended.err).to.contain('expected a folder without a run in it');
    expect(ended.code).to.equal(64);
  });

  it('says in one line what failed inside, and keeps the details elsewhere', async () => {
    const journal = path.join(folder, 'folder-run');
    mkdirSync(path.join(journal, 'journal.ndjson'), { recursive: true });
    const ended = await gameday(['judge', 'folder-run'], { cwd: folder, env: { TMPDIR: folder } });
    expect(ended.err.trimEnd().split('\n')).to.have.length(1);
    expect(ended.err).to.match(/^gameday: internal error: .*; details are in .*gameday-error-\d+\.txt\n$/);
    expect(ended.code).to.equal(70);
  });
});
