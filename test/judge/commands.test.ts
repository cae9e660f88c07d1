/** Holds the tests of when a command was given: what proves it comes before what is said, the earliest proof counts, and every report says by what and how exactly. */
import { expect } from 'chai';
import type { Source, Witness } from '../../src/record/events.ts';
import { reporters } from '../../src/report/index.ts';
import { drill } from './drill-builder.ts';
import { judged } from './judged.ts';

interface Told {
  readonly second: number;
  readonly by: Source | Witness['kind'];
  readonly errMs?: number;
  readonly milestone?: 'commanded' | 'failed-back';
}

const names: Readonly<Record<Witness['kind'], string>> = { 'audit-log': "Cloudflare's audit log", dns: 'DNS at 192.0.2.53', 'managed-fields': 'the managed fields of Ingress shop', receiver: 'the receiver cloudflare' };

/** A drill whose crew nobody saw command but these. */
function toldOf(...told: readonly Told[]) {
  const builder = drill({ commanded: null, failback: null, diverted: 45, mitigated: 46, recovered: 52, source: 'facilitator' });
  for (const { second, by, errMs, milestone = 'commanded' } of told) {
    const witness = by in names ? { kind: by as Witness['kind'], name: names[by as Witness['kind']] } : undefined;
    builder.at(second * 1000, `observer/${by}`, 'milestone.reached', { milestone, role: 'network', source: witness === undefined ? (by as Source) : 'observed', ...(errMs !== undefined && { clockErrMs: errMs }), ...(witness && { witness }) });
  }
  return judged(builder);
}

const decided = (...told: readonly Told[]) => {
  const { measured, toldBy } = toldOf(...told).metric('decide');
  return { n: measured.is === 'value' ? measured.n : measured.is, toldBy };
};

describe('the moment of a command', () => {
  it('is what proves it first, whoever trusts whom', () => {
    const dns = { second: 42, by: 'dns', errMs: 500 } as const;
    expect(decided(dns)).to.deep.equal({ n: 6000, toldBy: 'by DNS at 192.0.2.53, ±500 ms' });
    expect(decided(dns, { second: 40, by: 'audit-log', errMs: 1000 })).to.deep.equal({ n: 4000, toldBy: "by Cloudflare's audit log, ±1 s" });
    // Somebody changed the object; the provider was told by external-dns half a minute later.
    expect(decided({ second: 44, by: 'audit-log', errMs: 600 }, { second: 38, by: 'managed-fields', errMs: 500 })).to.deep.equal({ n: 2000, toldBy: 'by the managed fields of Ingress shop, ±500 ms' });
  });

  it('is by the most trusted of those that may mean the same moment', () => {
    expect(decided({ second: 40, by: 'managed-fields', errMs: 500 }, { second: 41, by: 'audit-log', errMs: 1000 })).to.deep.equal({ n: 5000, toldBy: "by Cloudflare's audit log, ±1 s" });
    expect(decided({ second: 40, by: 'dns', errMs: 200 }, { second: 41, by: 'audit-log', errMs: 200 })).to.include({ n: 4000 });
    // A log whose clock nobody could compare yields to what is known better, and counts where nothing is.
    expect(decided({ second: 38, by: 'audit-log' }, { second: 42, by: 'dns', errMs: 500 })).to.include({ n: 6000 });
    expect(decided({ second: 38, by: 'audit-log' })).to.deep.equal({ n: 2000, toldBy: "by Cloudflare's audit log, to an unknown accuracy" });
    expect(decided({ second: 40, by: 'receiver', errMs: 0 }, { second: 40.2, by: 'audit-log', errMs: 1000 })).to.deep.equal({ n: 4000, toldBy: 'by the receiver cloudflare, exactly' });
    expect(decided({ second: 40, by: 'autopilot' }, { second: 40.2, by: 'audit-log', errMs: 1000 })).to.deep.equal({ n: 4000, toldBy: undefined });
  });

  it('is what somebody says only where nothing proves it', () => {
    expect(decided({ second: 38, by: 'self-reported' })).to.deep.equal({ n: 2000, toldBy: "by its own role's word, to an unknown accuracy" });
    expect(decided({ second: 38, by: 'self-reported' }, { second: 39, by: 'facilitator', errMs: 5000 })).to.deep.equal({ n: 3000, toldBy: "by the facilitator's mark, ±5 s" });
    expect(decided({ second: 38, by: 'facilitator' }, { second: 42, by: 'dns', errMs: 500 })).to.include({ n: 6000 });
  });

  it('may lie before the attack by a log that knows it to the second, and counts as far as it may lie after', () => {
    expect(decided({ second: 29.8, by: 'audit-log', errMs: 500 }, { second: 38, by: 'self-reported' })).to.deep.equal({ n: 0, toldBy: "by Cloudflare's audit log, ±500 ms" });
    expect(decided({ second: 29.8, by: 'audit-log', errMs: 100 }, { second: 38, by: 'self-reported' })).to.include({ n: 2000 });
  });

  it('of a return to the direct path is found alike', () => {
    const { measured, toldBy } = toldOf({ second: 40, by: 'dns', errMs: 500 }, { second: 80, by: 'facilitator', milestone: 'failed-back' }, { second: 82, by: 'audit-log', errMs: 700, milestone: 'failed-back' }).metric('failback');
    expect(toldBy).to.equal("by Cloudflare's audit log, ±700 ms");
    expect(measured.is === 'value' || measured.is === 'atLeast').to.equal(true);
  });

  it('stands in measures, their sentences, the timeline and every report with its source and how exact it is', () => {
    const { card, metric } = toldOf({ second: 42, by: 'audit-log', errMs: 1000 });
    const words = "by Cloudflare's audit log, ±1 s";
    expect(metric('decide').sentence).to.equal(`Diversion was commanded 6 s after the alert was taken; the aim was at most 15 s. The command is timed ${words}.`);
    expect(metric('divert')).to.deep.include({ toldBy: words, source: 'observed' });
    expect(card.picture.marks.find(({ label }) => label.startsWith('commanded'))?.label).to.equal(`commanded ${words}`);
    for (const name of ['html', 'markdown', 'json'] as const) expect(reporters[name].render(card).replaceAll('&#39;', "'").replaceAll('\\', ''), name).to.contain(words);
  });
});
