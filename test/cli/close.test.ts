/** Holds the tests of the verb `close`: what is owed, what comes of it, and what it refuses. */
import { expect } from 'chai';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gameday, scratch } from './gameday.ts';

interface Debts {
  readonly open: boolean;
  readonly customers: number;
  readonly final: { readonly written: boolean; readonly delivered: number; readonly acknowledged: number };
  readonly missingParts: readonly { readonly title: string }[];
  readonly waiting: readonly string[];
}

describe('the verb close', function () {
  this.timeout(60_000);
  const place = scratch();
  const run = path.join(place.folder, 'run');
  const file = (name: string, text: string) => {
    writeFileSync(path.join(place.folder, name), text);
    return path.join(place.folder, name);
  };
  const asked = async (...args: string[]) => {
    const ended = await gameday(['close', run, '--json', ...args]);
    return { ...ended, debts: ended.out === '' ? undefined : (JSON.parse(ended.out) as Debts) };
  };
  after(place.clean);

  before(async () => {
    const customers = file('customers.csv', 'id,region,on_list,needs_record,email\nacme,europe,yes,yes,ops@acme.example\nbolt,americas,yes,yes,it@bolt.example\ncafe,europe,yes,no,hello@cafe.example\n');
    const scenario = file('owing.yaml', `name: owing\nversion: "1"\nowner: the house\nduration: 40s\ncompression: 20\ntraffic: { rps: 20 }\nsteady: { for: 4s, availability: 0.9 }\nscope: [detection]\npanel: ${path.basename(customers)}\nlanes:\n  load: [{ id: flood, fault: flood, at: 8s, for: 20s, with: { rps: 800 } }]\nresponders: { monitoring: { autopilot: {} } }\n`);
    const ended = await gameday(['run', scenario, '--world', 'simulated', '--out', run, '--quiet']);
    expect(ended.err).to.equal('');
  });

  it('says who needs a record, and that the run is open', async () => {
    const { code, debts } = await asked();
    expect([code, debts?.open, debts?.customers, debts?.waiting]).to.deep.equal([1, true, 2, ['acme', 'bolt']]);
    expect(readFileSync(path.join(run, 'scorecard.html'), 'utf8')).to.include('2 customers wait for the final report');
  });

  it('refuses a delivery before there is a report, an id that nobody has, and a file that is none', async () => {
    const [early, stranger, empty] = [await asked('--delivered', 'all'), await asked('--report', file('r.md', 'x'), '--acknowledged', 'acne'), await asked('--report', file('empty.md', '  \n'))];
    expect([early.code, stranger.code, empty.code]).to.deep.equal([64, 64, 64]);
    expect(early.err).to.include('--report FILE');
    expect(stranger.err).to.include('did you mean acme?');
    expect(empty.err).to.include('an empty file');
    expect((await asked()).debts?.final.written).to.equal(false);
  });

  it('says what a report lacks, takes what receivers heard of it, and closes with the last acknowledgement', async () => {
    const poor = 'We had a problem and are sorry. It is over now.';
    expect((await asked('--report', file('poor.md', poor))).debts?.missingParts).to.have.length(5);
    const good = '# Report\n\nAt 14:25 UTC a flood began, over at 14:31. The root cause was an attack; customers could not reach us for 4 minutes. We will practise diversion by 2027-01-31.\n';
    const heard = [
      { receiver: 'mail', kind: 'notice.moved', atMs: 1, notice: 'm1', channel: 'email', rung: 'delivered', to: 'ops@acme.example', text: `Dear customer,\n\n${good.replaceAll('\n', '\r\n')}` },
      { receiver: 'mail', kind: 'notice.moved', atMs: 2, notice: 'm2', channel: 'email', rung: 'delivered', to: 'it@bolt.example', text: 'Something else' },
    ];
    const told = await asked('--report', file('good.md', good), '--observations', file('heard.ndjson', heard.map((line) => `${JSON.stringify(line)}\n`).join('')));
    expect([told.debts?.missingParts, told.debts?.final.delivered]).to.deep.equal([[], 1]);
    expect((await asked('--acknowledged', 'acme')).code).to.equal(1);
    const closed = await asked('--delivered', 'bolt', '--acknowledged', 'bolt');
    expect([closed.code, closed.debts?.open, closed.debts?.final.acknowledged]).to.deep.equal([0, false, 2]);
    expect((await gameday(['close', run])).out).to.match(/^Closed: all 2 customers/);
    expect(readdirSync(run).filter((name) => /^journal\.\d+\.ndjson$/.test(name)).length).to.be.above(3);
    expect((await gameday(['judge', run, '--json'])).out).to.include('"state": "whole"');
  });
});
