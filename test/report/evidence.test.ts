/** Holds the tests of the evidence bundle's files: what an auditor asks is in them, and nothing in them runs in a spreadsheet or a browser. */
import { expect } from 'chai';
import { judge } from '../../src/judge/judge.ts';
import { panelFlags, panelFormat } from '../../src/record/panel.ts';
import { csv } from '../../src/report/csv.ts';
import { evidenceFiles } from '../../src/report/evidence/index.ts';
import { drill } from '../judge/drill-builder.ts';
import { sampleHistory } from '../fixtures/sample-history.ts';

describe('report: evidence bundle', () => {
  const history = sampleHistory();
  const card = judge(history);
  const files = evidenceFiles(card, history);
  const rowsOf = (name: string) => (files[name] ?? '').trimEnd().split('\r\n');

  it('has the MSEL as planned and as released, a row for each inject', () => {
    const injects = history.last('msel.planned')?.injects ?? [];
    expect(injects).to.have.length.above(2);
    expect(rowsOf('msel.csv')).to.have.length(injects.length + 1);
    for (const [at, { inject, offsetMs }] of injects.entries()) expect(rowsOf('msel.csv')[at + 1]).to.match(new RegExp(`^${inject},.*,${offsetMs / 1000},`));
  });

  it('tells each role that was seated, and what it reached, by whose word', () => {
    const roles = Object.keys(history.first('run.opened')?.brief.responders ?? {});
    expect(roles).to.have.length.above(1);
    for (const role of roles) expect(files['attendance.csv']).to.include(role);
    expect(files['attendance.csv']).to.match(/acknowledged \(/);
    const answer = { direction: 'inbound', state: 'answered', text: 'We know of it.' } as const;
    const seated = drill({ brief: { responders: { support: 'autopilot', monitoring: 'autopilot' } } });
    for (const [at, to] of [[50_000, 'hotline'], [51_000, 'hotline'], [52_000, 'account-manager']] as const) seated.at(at, 'observer/customers', 'call.moved', { ...answer, call: `c${at}`, to });
    seated.at(53_000, 'drill', 'note.added', { role: 'monitoring', text: 'a' }).at(54_000, 'drill', 'note.added', { role: 'monitoring', text: 'b' });
    const other = seated.build();
    const { 'attendance.csv': attendance } = evidenceFiles(judge(other), other);
    expect(attendance).to.match(/^support,autopilot,2 answers,no/m).and.match(/^monitoring,.*note added, 2 times/m).and.not.include('account-manager');
  });

  it('tells who had the written reports, when they acknowledged them, and on whose word', () => {
    const owed = drill()
      .at(-900, 'drill', 'panel.listed', { format: panelFormat, source: 'a test', customers: 2, regions: ['europe'], tiers: ['gold'], staleAfterDays: 365, named: [{ id: 'iso-1', profile: 0, canary: false, keys: [] }, { id: 'iso-2', profile: 0, canary: false, keys: [] }] })
      .at(-899, 'drill', 'panel.part', { region: [0], tier: [0], fresh: [0], stale: [0], flags: [panelFlags.listed | panelFlags.needsRecord], signIn: [0], mail: [0], count: [2] })
      .at(200_000, 'close', 'report.moved', { role: 'communications', source: 'facilitator', report: 'final', rung: 'delivered', customer: 'iso-1' })
      .at(201_000, 'close', 'report.moved', { role: 'communications', source: 'self-reported', report: 'final', rung: 'acknowledged', customer: 'iso-1' })
      .build();
    const { 'distribution.csv': table = '', 'exercise.html': page } = evidenceFiles(judge(owed), owed);
    const [, preliminary, , had, waits] = table.split('\r\n');
    expect(preliminary).to.equal('preliminary,iso-1,,,');
    expect(had).to.match(/^final,iso-1,\d{4}-[^,]*Z,\d{4}-[^,]*Z,communications \(/);
    expect(waits).to.equal('final,iso-2,,,');
    expect(page).to.include('What is owed').and.include('1 of 2');
  });

  it('has a timeline in order, with the source and the clock error of every line, and without the aggregates of seconds', () => {
    const lines = rowsOf('timeline.csv').slice(1).map((row) => row.split(','));
    const seqs = lines.map(([seq]) => Number(seq));
    expect(seqs).to.have.length.above(20);
    expect(seqs).to.deep.equal(seqs.toSorted((a, b) => a - b));
    expect(files['timeline.csv']).to.not.include('traffic.second');
    expect(lines.every(([, , , source]) => source !== undefined && source !== '')).to.equal(true);
  });

  it('says on its page what was tested, what was not measured, what the record is and what a drill is not', () => {
    const page = files['exercise.html'] ?? '';
    for (const part of [card.scenario.version, card.scenario.sha256, card.journal.tip, 'ISO 22301', 'A.5.30', 'A1.3', 'Art. 11(6)', 'TLPT', ...card.objectives.map((one) => one.id)]) expect(page, part).to.include(part);
    expect(page).to.not.match(/<script|https?:\/\//);
  });

  it('shows names that would run as what they are, in page and tables', () => {
    const nasty = drill({ brief: { title: '<script>alert(1)</script>', owner: '=HYPERLINK("http://evil.example")', plan: { name: '@SUM(1+1)', version: '1' } } }).build();
    const written = evidenceFiles(judge(nasty), nasty);
    expect(written['exercise.html']).to.not.include('<script>');
    expect(written['scenario.json']).to.be.a('string');
  });
});

describe('report: comma-separated values', () => {
  it('quotes what RFC 4180 asks to be quoted', () => {
    expect(csv(['a', 'b'], [['x, y', 'say "hi"'], [1, undefined]])).to.equal('a,b\r\n"x, y","say ""hi"""\r\n1,\r\n');
  });

  it('lets nothing run that a spreadsheet takes for a formula', () => {
    for (const text of ['=1+1', '+1', '-1+2', '@SUM(A1)', '=cmd|"/c calc"!A1']) expect(csv(['a'], [[text]]).split('\r\n')[1]?.replace(/^"/, ''), text).to.match(/^'/);
    expect(csv(['a'], [[-5]])).to.equal('a\r\n-5\r\n');
  });
});
