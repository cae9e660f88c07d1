/** Tests what later runs say about a finding: validated only where it was tried again, and held. */
import { expect } from 'chai';
import { followUp } from '../../src/judge/follow-up.ts';
import { judge } from '../../src/judge/judge.ts';
import type { Scorecard } from '../../src/judge/scorecard.ts';
import { drill } from './drill-builder.ts';
import type { DrillOptions } from './drill-builder.ts';
import { of } from './judged.ts';

/** One card a run, named so that they are in order; a team's own drill unless it says otherwise. */
const card = (n: number, options: DrillOptions = {}, over: Partial<Scorecard> = {}): Scorecard => ({ ...judge(drill({ source: 'observed', ...options }).build()), run: `2013051${n}-142500-sample-000000`, ...over });
const late = { alert: 50 } as const;
const statusOf = (cards: readonly Scorecard[], id = 'detect') => followUp(cards).filter((one) => one.finding.id === id).map(({ status, why }) => `${status}: ${why}`);

describe('a finding', () => {
  it('is open until a later run of its scenario tells', () => {
    expect(statusOf([card(0, late)])).to.deep.equal(['open: no later run']);
    expect(statusOf([card(0, late), { ...card(1), scenario: { ...card(1).scenario, name: 'another' } }])).to.deep.equal(['open: no later run']);
  });

  it('is validated where it was tried again and held, whatever comes after', () => {
    expect(statusOf([card(0, late), card(1)])).to.deep.equal(['validated: tried again in 20130511-142500-sample-000000, and held']);
    expect(statusOf([card(2, late), card(0, late), card(1)])).to.deep.equal(['validated: tried again in 20130511-142500-sample-000000, and held', 'open: no later run']);
  });

  it('is still open where it was found again', () => {
    expect(statusOf([card(0, late), card(1, late)])).to.deep.equal(['still open: found again in 20130511-142500-sample-000000', 'open: no later run']);
  });

  it('is not validated by a run that did not measure it, proves nothing, or is no match for it', () => {
    const unmeasured = judge(drill({ source: 'observed', brief: { scope: ['rerouting', 'communications'] } }).build());
    expect(statusOf([card(0, late), { ...unmeasured, run: '20130511' }])).to.deep.equal(['open: 20130511 did not measure it']);
    const blind = judge(drill({ source: 'observed' }).without(of('mail')).build());
    expect(statusOf([card(0, late), { ...blind, run: '20130511' }])).to.deep.equal(['open: 20130511 was inconclusive']);
    for (const [over, why] of [[{ outcome: 'aborted' }, 'was aborted'], [{ rehearsal: true }, 'was a rehearsal'], [{ simulated: true }, 'was simulated'], [{ journal: { ...card(1).journal, state: 'damaged' } }, 'has a damaged record']] as const) {
      expect(statusOf([card(0, late), card(1, {}, { ...over, run: '20130511' })])).to.deep.equal([`open: 20130511 ${why}`]);
    }
    // A run that proves nothing still shows what it found.
    expect(statusOf([card(0, late), card(1, late, { outcome: 'inconclusive' })])[0]).to.match(/^still open/);
    expect(statusOf([card(0, late, { rehearsal: true }), card(1, {}, { rehearsal: true })])).to.match(/validated/);
  });

  it('is superseded where a later version of the scenario does not try it any more', () => {
    const dropped = card(1, { brief: { scope: ['rerouting', 'communications'], version: '2' } }, { run: '20130511' });
    expect(statusOf([card(0, late), dropped])).to.deep.equal(['superseded: version 2 of the scenario (20130511) does not try it']);
    expect(statusOf([card(0, late), card(1, { brief: { version: '2' } })])[0]).to.match(/^validated/);
  });

  it('is passed over by runs that can not tell, to the first that can', () => {
    expect(statusOf([card(0, late), card(1, {}, { outcome: 'aborted' }), card(2)])[0]).to.match(/^validated: tried again in 20130512/);
  });

  it('is dismissed where a facilitator ruled so', () => {
    const ruled = judge(drill({ source: 'observed', ...late }).at(101_000, 'rule', 'finding.ruled', { finding: 'detect', as: 'dismissed', role: 'facilitator', because: 'the alert was muted on purpose' }).build());
    expect(statusOf([{ ...ruled, run: '20130510' }, card(1)])).to.deep.equal(['dismissed: by facilitator: the alert was muted on purpose']);
    // What was dismissed in a later run wasn't found again there, and wasn't tried either.
    expect(statusOf([card(0, late), { ...ruled, run: '20130511' }])[0]).to.match(/^open: in 20130511 it was dismissed$/);
  });

  it('about one entry point is tried wherever entry points were', () => {
    expect(statusOf([card(0, { bypass: true }), card(1)], 'bypass/edge-direct')[0]).to.match(/^validated/);
    expect(statusOf([card(0, { bypass: true }), card(1, { bypass: true })], 'bypass/edge-direct')[0]).to.match(/^still open/);
  });
});

describe('ids of findings', () => {
  it('are unique in a run and the same in the next', () => {
    const ids = (one: Scorecard) => one.findings.map((finding) => finding.id);
    const worst = { alert: null, commanded: null, notices: [], bypass: true, blocked: 0.2 } as const;
    expect(new Set(ids(card(0, worst))).size).to.equal(ids(card(0, worst)).length);
    expect(ids(card(0, worst))).to.deep.equal(ids(card(1, worst)));
    for (const id of ids(card(0, worst))) expect(id).to.match(/^[a-z0-9-]+(?:\/[a-z0-9-]+)*$/);
  });
});
