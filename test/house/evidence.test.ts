/** Holds the test that numbers rest on evidence: with an observer silenced, what it alone could show is measured no more. */
import { expect } from 'chai';
import { catalogue } from '../../src/catalog/index.ts';
import { judge } from '../../src/judge/judge.ts';
import type { MetricResult, Scorecard } from '../../src/judge/scorecard.ts';
import type { History } from '../../src/record/history.ts';
import { everything, perform } from './simulated-drill.ts';

const resultsOf = (card: Scorecard): readonly MetricResult[] => [...card.capabilities.flatMap((capability) => capability.metrics), ...card.impact];
const witnesses = (history: History, { measured }: MetricResult): readonly string[] => ('evidence' in measured ? [...new Set(measured.evidence.map((seq) => history.at(seq)?.by ?? ''))] : []);

/** A notice goes out on two channels, so each observer of one leaves the other as a witness; and other channels than mail fail too. */
const otherWitness: Readonly<Record<string, readonly string[]>> = { mail: ['fallback'], mailboxes: ['longest-gap', 'promises-kept'], 'status-page': ['first-notice'] };

/** Watch what only a team has, and no world of ours: test/catalog/alertmanager.test.ts and test/external ask real ones, and test/judge what rests on it. */
const elsewhere = new Set(['alertmanager', 'command-seen', 'audit-log']);

/** What a validity check says, where no metric rests on an observer. */
const checks: Readonly<Record<string, string>> = { dependencies: 'felt/latency', rota: 'felt/unavailable', mail: 'felt/email-outage', counters: 'felt/flood', cluster: 'felt/black-hole' };

describe('evidence', () => {
  const judged = async (raw: object) => {
    const { history } = await perform({ raw });
    const card = judge(history);
    return { history, card, results: resultsOf(card) };
  };
  let whole: Awaited<ReturnType<typeof judged>>;
  before(async () => {
    whole = await judged(everything);
  });

  it('every observer is a witness of some metric or of some validity check', () => {
    const seen = new Set(whole.results.flatMap((result) => witnesses(whole.history, result)));
    for (const kind of Object.keys(catalogue.observers)) expect(seen.has(`observer/${kind}`) || kind in checks || kind === 'clocks' || elsewhere.has(kind), kind).to.equal(true);
  });

  for (const kind of Object.keys(catalogue.observers)) {
    it(`without ${kind} nothing is measured that rested on it alone`, async () => {
      const silent = await judged({ ...everything, observers: { [kind]: false } });
      expect(silent.history.events.some((event) => event.by === `observer/${kind}`)).to.equal(false);
      for (const result of whole.results.filter((one) => witnesses(whole.history, one).includes(`observer/${kind}`))) {
        const now = silent.results.find((one) => one.id === result.id);
        if (otherWitness[kind]?.includes(result.id)) expect(now === undefined ? 0 : witnesses(silent.history, now).length, result.id).to.be.greaterThan(0);
        else expect(now?.measured.is ?? 'unmeasured', result.id).to.be.oneOf(['unmeasured', 'not exercised']);
      }
      // A simulated world has one clock, so the check of clocks holds anyway; it must say why.
      if (kind === 'clocks') expect(silent.card.validity.find((one) => one.id === kind)?.saw).to.equal('all sources share one clock');
      const check = checks[kind];
      if (check === undefined) return;
      expect(whole.card.validity.find((one) => one.id === check)?.is, check).to.equal('held');
      expect(silent.card.validity.find((one) => one.id === check)?.is ?? 'unknown', check).to.not.equal('held');
    });
  }
});
