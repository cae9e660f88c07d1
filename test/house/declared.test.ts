/** Holds the tests of mail that is only declared gone: nothing is touched, nothing is proved, players are told, and who uses it all the same is found. */
import { expect } from 'chai';
import { catalogue } from '../../src/catalog/index.ts';
import { judge } from '../../src/judge/judge.ts';
import type { Scorecard } from '../../src/judge/scorecard.ts';
import type { History } from '../../src/record/history.ts';
import { reporters, terminalSummary } from '../../src/report/index.ts';
import { lacks } from '../../src/scenario/lacks.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { everything, perform } from './simulated-drill.ts';

const drillWith = (channels: readonly string[], kind = 'declared') => ({
  ...everything,
  lanes: { traffic: everything.lanes.traffic, mail: [{ id: 'no-mail', fault: 'email-outage', at: '24s', for: '60s', title: 'Workspace is gone', with: { kind } }] },
  responders: { ...everything.responders, communications: { autopilot: { channels } } },
});

describe('email-outage: declared', () => {
  let history: History;
  let card: Scorecard;
  before(async () => {
    const performed = await perform({ raw: drillWith(['status-page', 'email']) });
    ({ history } = performed);
    card = judge(history);
    expect(performed.after).to.deep.equal(performed.before);
  });

  it('is unproved, which makes no drill inconclusive', () => {
    expect(card.validity.find(({ id }) => id === 'felt/no-mail')).to.include({ is: 'unproved', saw: 'unproved, by declaration: nothing was changed, so nothing can prove that email was gone' });
    expect(card.validity.filter(({ is }) => is === 'failed' || is === 'unknown')).to.deep.equal([]);
    expect(card.exitCode).to.not.equal(2);
  });

  it('changes nothing: mail goes through as before', () => {
    expect(history.of('change.planned').find(({ inject }) => inject === 'no-mail')?.change).to.deep.equal({ name: 'no-mail', to: 'declared' });
    expect(history.of('change.withdrawn').find(({ inject }) => inject === 'no-mail')?.saw).to.contain('stays unproved');
    expect(history.of('mail.canary').filter(({ state }) => state !== 'accepted' && state !== 'delivered')).to.deep.equal([]);
    expect(card.story.failures.map(({ channel }) => channel)).to.not.include('email');
  });

  it('is told to players when it begins and when it ends', () => {
    expect(history.of('note.added').map(({ role, text }) => [role, text.split(',')[0]])).to.deep.equal([['drill', 'E-mail is gone'], ['drill', 'E-mail is back']]);
  });

  it('is called unproved wherever it is shown', () => {
    const label = 'Workspace is gone (unproved: only declared)';
    expect(history.last('msel.planned')?.injects.find(({ inject }) => inject === 'no-mail')?.title).to.equal(label);
    expect(card.picture.bars.map((bar) => bar.label)).to.include(label);
    for (const { file, render } of Object.values(reporters)) expect(render(card), file).to.contain('unproved, by declaration');
    expect(terminalSummary(card, { colour: false, width: 100 })).to.match(/Validity: \d+ of \d+ checks held, 1 unproved\./);
  });

  it('whoever uses e-mail meanwhile is found, and nobody else', async () => {
    const found = (of: Scorecard) => of.findings.filter(({ text }) => text.includes('declared it gone'));
    const [finding] = found(card);
    expect(found(card)).to.have.length(1);
    expect(finding?.severity).to.equal('high');
    expect(finding?.text).to.match(/^E-mail was used for (?:a notice|\d+ notices) while no-mail had declared it gone \(unproved: nothing was changed\)/);
    const [applied, ...used] = finding?.evidence ?? [];
    expect(history.at(applied ?? 0)?.kind).to.equal('change.applied');
    for (const seq of used) expect(history.at(seq)).to.include({ kind: 'notice.moved', channel: 'email', rung: 'composed' });
    expect(used.length).to.be.greaterThan(0);
    expect(found(judge((await perform({ raw: drillWith(['status-page']) })).history))).to.deep.equal([]);
    expect(found(judge((await perform({ raw: drillWith(['status-page', 'email'], 'refused') })).history))).to.deep.equal([]);
  });

  it('needs no mail of the world, which a real outage does', () => {
    const needed = (kind: string) => lacks(parseScenario(catalogue, { ...drillWith([]), responders: {}, lanes: { mail: [{ fault: 'email-outage', for: '5s', with: { kind } }] } }), catalogue, ['load', 'http', 'entries', 'names']).flatMap(({ capability, neededBy }) => (capability === 'mail' ? neededBy.filter((who) => who.startsWith('inject')) : []));
    expect(needed('declared')).to.deep.equal([]);
    expect(needed('refused')).to.deep.equal(['inject email-outage']);
  });
});
