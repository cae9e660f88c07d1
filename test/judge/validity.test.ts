/** Holds the tests of the validity checks: what makes a drill prove nothing. */
import { expect } from 'chai';
import type { Events, Expectation, PlannedInject } from '../../src/record/events.ts';
import { drill } from './drill-builder.ts';
import { historyBuilder } from './history-builder.ts';
import { judged, judgedDrill, kindIs, of, silentFrom } from './judged.ts';

const inconclusive = { outcome: 'inconclusive', exitCode: 2 };

/** A quiet drill with one inject from 10 s to 20 s, and what its observer saw each second. */
function feltDrill(expected: Expectation, seen: (second: number) => [kind: 'probes.seen', body: Omit<Events['probes.seen'], 'atMs'>] | [kind: 'mail.canary', body: Omit<Events['mail.canary'], 'atMs'>] | [kind: 'rota.seen', body: Omit<Events['rota.seen'], 'atMs'>] | undefined) {
  const inject: PlannedInject = { inject: 'it', lane: 'a', fault: 'some', title: 'Some fault', offsetMs: 10_000, forMs: 10_000, spec: {}, felt: [expected], attack: false, control: false };
  const builder = historyBuilder()
    .at(0, 'drill', 'msel.planned', { injects: [inject], endMs: 30_000 })
    .at(0, 'drill', 'timeline.started', {})
    .at(10_000, 'fault/some', 'change.applied', { inject: 'it', n: 0, tookMs: 1 })
    .at(20_000, 'drill', 'change.withdrawing', { inject: 'it', n: 0, because: 'over' })
    .at(30_000, 'drill', 'timeline.ended', { because: 'complete' });
  for (let second = 1; second < 30; second++) {
    const what = seen(second);
    if (what?.[0] === 'probes.seen') builder.at(second * 1000, 'observer/dependencies', what[0], what[1]);
    else if (what?.[0] === 'mail.canary') builder.at(second * 1000, 'observer/mail', what[0], what[1]);
    else if (what?.[0] === 'rota.seen') builder.at(second * 1000, 'observer/rota', what[0], what[1]);
  }
  return judged(builder).check('felt/it').is;
}

const inForce = (second: number) => second >= 10 && second < 20;
type Outcome = Events['probes.seen']['proxies'][string]['outcome'];
const probing = (outcome: (second: number) => Outcome, ms: (second: number) => number = () => 5) => (second: number) => ['probes.seen', { proxies: { mail: { outcome: outcome(second), ms: ms(second) } } }] as ['probes.seen', Omit<Events['probes.seen'], 'atMs'>];

describe('felt', () => {
  it('compares latency with what it was before', () => {
    const slower = { see: 'probe', proxy: 'mail', is: 'slower', byMs: 200 } as const;
    expect(feltDrill(slower, probing(() => 'ok', (second) => (inForce(second) ? 205 : 5)))).to.equal('held');
    expect(feltDrill(slower, probing(() => 'ok'))).to.equal('failed');
    expect(feltDrill(slower, probing(() => 'ok', () => 205))).to.equal('failed');
    expect(feltDrill(slower, probing((second) => (second < 10 ? 'refused' : 'ok')))).to.equal('unknown');
    expect(feltDrill(slower, () => undefined)).to.equal('unknown');
  });

  for (const [is, outcome] of [['unreachable', 'refused'], ['unreachable', 'timeout'], ['stalled', 'timeout'], ['cut', 'cut'], ['cut', 'reset']] as const) {
    it(`sees ${outcome} as ${is}, and a fault that did nothing as not felt`, () => {
      expect(feltDrill({ see: 'probe', proxy: 'mail', is }, probing((second) => (inForce(second) ? outcome : 'ok')))).to.equal('held');
      expect(feltDrill({ see: 'probe', proxy: 'mail', is }, probing(() => 'ok'))).to.equal('failed');
      expect(feltDrill({ see: 'probe', proxy: 'mail', is }, probing(() => outcome))).to.equal('unknown');
    });
  }

  it('sees flapping only where it changes more than once', () => {
    const flapping = { see: 'probe', proxy: 'mail', is: 'flapping' } as const;
    expect(feltDrill(flapping, probing((second) => (inForce(second) && second % 4 < 2 ? 'refused' : 'ok')))).to.equal('held');
    expect(feltDrill(flapping, probing((second) => (second >= 15 ? 'refused' : 'ok')))).to.equal('failed');
  });

  it('does not take for the fault what proxies that no fault touched met as well', () => {
    const all = (of: (second: number, proxy: string) => { readonly outcome: Outcome; readonly ms: number }, others: readonly string[]) => (second: number) =>
      ['probes.seen', { proxies: Object.fromEntries(['mail', ...others].map((proxy) => [proxy, of(second, proxy)])) }] as ['probes.seen', Omit<Events['probes.seen'], 'atMs'>];
    const well = { outcome: 'ok', ms: 5 } as const;
    const others = ['social', 'portal', 'ledger', 'deploy'];
    const cases = [
      { felt: { see: 'probe', proxy: 'mail', is: 'cut' }, ill: () => ({ outcome: 'reset', ms: 0 }) as const },
      { felt: { see: 'probe', proxy: 'mail', is: 'slower', byMs: 200 }, ill: () => ({ outcome: 'ok', ms: 205 }) as const },
      { felt: { see: 'probe', proxy: 'mail', is: 'flapping' }, ill: (second: number) => (second % 4 < 2 ? ({ outcome: 'refused', ms: 0 } as const) : well) },
    ] as const;
    for (const { felt, ill } of cases) {
      const meet = (who: readonly string[], others: readonly string[]) => feltDrill(felt, all((second, proxy) => (inForce(second) && who.includes(proxy) ? ill(second) : well), others));
      expect(meet(['mail'], others), felt.is).to.equal('held');
      expect(meet(['mail', 'social'], others), `${felt.is}, and one that suffers from something else`).to.equal('held');
      expect(meet(['mail', 'social', 'portal', 'ledger'], others), `${felt.is}, as most`).to.equal('unknown');
      expect(meet(['mail', 'social'], ['social', 'portal']), `${felt.is}, beside too few to tell`).to.equal('held');
      expect(meet(['social', 'portal', 'ledger', 'deploy'], others), `${felt.is} elsewhere alone`).to.equal('failed');
    }
  });

  for (const [is, state] of [['refused', 'refused'], ['hanging', 'timeout'], ['temporary-failure', 'temporary-failure'], ['lost', 'missing'], ['bounced', 'bounced']] as const) {
    it(`sees mail ${is} when a canary met ${state}`, () => {
      expect(feltDrill({ see: 'mail', is }, (second) => ['mail.canary', { id: `${second}`, ms: 5, state: inForce(second) ? state : 'delivered' }])).to.equal('held');
      expect(feltDrill({ see: 'mail', is }, (second) => ['mail.canary', { id: `${second}`, ms: 5, state: 'delivered' }])).to.equal('failed');
      expect(feltDrill({ see: 'mail', is }, () => undefined)).to.equal('unknown');
    });
  }

  it('sees slow mail by how long the relay took', () => {
    const canary = (ms: (second: number) => number) => (second: number) => ['mail.canary', { id: `${second}`, ms: ms(second), state: 'accepted' }] as ['mail.canary', Omit<Events['mail.canary'], 'atMs'>];
    expect(feltDrill({ see: 'mail', is: 'slow' }, canary((second) => (inForce(second) ? 3000 : 5)))).to.equal('held');
    expect(feltDrill({ see: 'mail', is: 'slow' }, canary(() => 3000))).to.equal('failed');
  });

  it('sees a role absent on the rota', () => {
    const absent = { see: 'rota', role: 'network', is: 'absent' } as const;
    expect(feltDrill(absent, (second) => ['rota.seen', { absent: inForce(second) ? ['network'] : [] }])).to.equal('held');
    expect(feltDrill(absent, () => ['rota.seen', { absent: ['monitoring'] }])).to.equal('failed');
    expect(feltDrill(absent, () => undefined)).to.equal('unknown');
  });

  it('counts a flood at the entry, not at the generator', () => {
    const stuck = drill().without(of('counters'));
    for (let second = 0; second < 100; second++) stuck.at(second * 1000 + 990, 'observer/counters', 'counters.read', { entries: { router: { received: 40 * second, forwarded: 40 * second, rejected: 0, timedOut: 0 } } });
    expect(judged(stuck).check('felt/flood')).to.deep.include({ is: 'failed', saw: '0 % of 20000 offered requests arrived, at least 95 % were expected' });
    expect(judged(stuck).card).to.deep.include(inconclusive);
  });

  it('fails for an inject that was never applied, is left out for one that was skipped', () => {
    const denied = drill().without(kindIs('change.applied', { inject: 'slow-social' })).at(55_000, 'fault/latency', 'change.failed', { inject: 'slow-social', n: 0, error: 'denied' });
    expect(judged(denied).check('felt/slow-social')).to.deep.include({ is: 'failed', saw: 'it could not be applied: denied' });
    const skipped = drill().without((placed) => 'inject' in placed.body && placed.body.inject === 'slow-social').at(55_000, 'facilitator', 'inject.skipped', { inject: 'slow-social', role: 'facilitator', because: 'late' });
    expect(judged(skipped).check('felt/slow-social').is).to.equal('not applicable');
    expect(judged(skipped).card.exitCode).to.equal(0);
  });
});

describe('generators', () => {
  const flooding = () => drill().without(kindIs('flood.second', { generator: 'flood' }));
  it('fail where more than 1 % was dropped, and where one ended unexpectedly', () => {
    const withDrops = (dropped: number) => {
      const builder = flooding();
      for (let second = 30; second < 80; second++) builder.at(second * 1000 + 500, 'observer/traffic', 'flood.second', { generator: 'flood', offered: 400, sent: 400 - dropped, dropped, passed: 0 });
      return judged(builder);
    };
    expect(withDrops(4).check('generators').is).to.equal('held');
    expect(withDrops(5).check('generators')).to.deep.include({ is: 'failed' });
    expect(withDrops(5).card).to.deep.include(inconclusive);
    const crashed = drill().without(kindIs('generator.ended', { generator: 'flood' })).at(60_000, 'observer/traffic', 'generator.ended', { generator: 'flood', code: 107, expected: false, dropped: 0, saw: 'exception in init' });
    expect(judged(crashed).check('generators').saw).to.contain('flood ended unexpectedly (code 107): exception in init');
  });

  it('fail where a flood fell silent long before its end, whatever its exit code', () => {
    const silent = drill().without((placed) => kindIs('flood.second', { generator: 'flood' })(placed) && placed.offsetMs > 50_000);
    expect(judged(silent).check('generators')).to.deep.include({ is: 'failed', saw: 'flood sent for 20 s of 50 s' });
  });

  it('fail where legitimate traffic fell silent', () => {
    expect(judged(drill().without((placed) => placed.kind === 'traffic.second' && placed.offsetMs > 60_000 && placed.offsetMs < 70_000)).check('generators').saw).to.contain('longest silence of legitimate traffic was 11 s, more than 5 s');
  });
});

describe('observers, clocks, control, steady state, withdrawal and journal', () => {
  it('find an observer that fell silent or ended early', () => {
    expect(judged(drill().without(silentFrom('ledger', 50))).check('observers').saw).to.match(/^observer ledger was silent for \d+(\.\d)? s, and its heartbeat is 1 s$/);
    const early = drill().without(kindIs('observer.ended', { observer: 'ledger' })).at(50_000, 'drill', 'observer.ended', { observer: 'ledger', early: true, because: 'it crashed' });
    expect(judged(early).check('observers')).to.deep.include({ is: 'failed', saw: 'observer ledger ended early: it crashed' });
  });

  it('find a clock that is off by more than a round trip explains, and an observation from the future', () => {
    const compared = (offsetMs: number, errMs: number) => judged(drill().at(50_000, 'observer/clocks', 'clock.compared', { source: 'edge', offsetMs, errMs })).check('clocks').is;
    expect([compared(100, 5), compared(900, 500), compared(900, 5), compared(-900, 5)]).to.deep.equal(['held', 'held', 'failed', 'failed']);
    const late = drill().events().find((event) => event.kind === 'timeline.started');
    const future = drill().at(50_000, 'observer/deploy', 'deploy.probed', { atMs: (late?.heardMs ?? 0) + 60_000, ok: true, ms: 1, saw: '' });
    expect(judged(future).check('clocks').saw).to.equal('observer/deploy told of deploy.probed before it happened');
  });

  it('want a control run of the same rate where harm is claimed, that harmed nobody', () => {
    expect(judgedDrill().check('control').is).to.equal('held');
    expect(judgedDrill({ control: false }).check('control')).to.deep.include({ is: 'failed' });
    expect(judgedDrill({ control: false }).check('control').saw).to.contain('add a control-flood of the same rate');
    expect(judgedDrill({ control: false }).card).to.deep.include(inconclusive);
    expect(judgedDrill({ control: false, harmful: false }).check('control').is).to.equal('not applicable');
    const harmful = drill().without((placed) => placed.kind === 'traffic.second' && placed.offsetMs > 9000 && placed.offsetMs < 15_000);
    for (let second = 9; second < 15; second++) harmful.at(second * 1000 + 500, 'observer/traffic', 'traffic.second', { generator: 'legitimate', classes: { browse: { sent: 40, ok: 30, blocked: 0, failed: 10, hist: [] } } });
    expect(judged(harmful).check('control').saw).to.contain('the machine itself could not carry this load');
    const weak = drill().without(kindIs('flood.second', { generator: 'control' }));
    for (let second = 8; second < 16; second++) weak.at(second * 1000 + 500, 'observer/traffic', 'flood.second', { generator: 'control', offered: 100, sent: 100, dropped: 0, passed: 100 });
    expect(judged(weak).check('control').saw).to.contain('give both the same rate');
    // Read a little late, then a little early.
    const jittery = drill().without((placed) => kindIs('flood.second', { generator: 'flood' })(placed) && placed.offsetMs > 40_000 && placed.offsetMs < 60_000);
    for (let second = 40; second < 60; second++) jittery.at(second * 1000 + 500, 'observer/traffic', 'flood.second', { generator: 'flood', offered: 400 + (second % 2 === 0 ? 140 : -140), sent: 260, dropped: 0, passed: 0 });
    expect(judged(jittery).check('control').is).to.equal('held');
  });

  it('want a steady state before the first inject', () => {
    expect(judged(drill().without(kindIs('steady.checked'))).check('steady').is).to.equal('unknown');
    expect(judged(drill().without(kindIs('steady.checked')).at(20_000, 'drill', 'steady.checked', { ok: true, saw: '' })).check('steady').is).to.equal('unknown');
    expect(judged(drill().without(kindIs('steady.checked')).at(7000, 'drill', 'steady.checked', { ok: false, saw: '80 %' })).card).to.deep.include(inconclusive);
  });

  it('say 4 where a change is not proved gone, also one that nobody says was applied', () => {
    const stuck = drill().without(kindIs('change.withdrawn', { inject: 'slow-social' })).at(66_000, 'drill', 'change.stuck', { inject: 'slow-social', n: 0, tried: ['delete the toxic'], saw: 'still 300 ms' });
    expect(judged(stuck).card).to.deep.include({ outcome: 'not withdrawn', exitCode: 4 });
    expect(judged(stuck).card.headline).to.contain('a fault may still be in force: slow-social'.charAt(0).toUpperCase() + 'a fault may still be in force: slow-social'.slice(1));
    expect(judged(stuck).card.findings[0]).to.deep.include({ severity: 'critical' });
    expect(judged(drill().at(70_000, 'fault/latency', 'change.planned', { inject: 'late', n: 0, action: 'latency', change: {} })).card.exitCode).to.equal(4);
    const healed = stuck.at(101_000, 'heal', 'change.withdrawn', { inject: 'slow-social', n: 0, how: 'restart', saw: 'gone' });
    expect(judged(healed).card.exitCode).to.equal(0);
    expect(judged(healed).card.findings[0]?.text).to.contain('could not be withdrawn in its time');
  });
});
