/** Holds the tests of the metrics of rerouting: when they pass, at their bounds, and when they may say nothing. */
import { expect } from 'chai';
import { drill } from './drill-builder.ts';
import { judged, judgedDrill, kindIs, of, silentFrom } from './judged.ts';

const wide = { targets: { mitigate: { p: 2000, s: 4000, m: 8000, why: 'counters are read once a second' } } };

describe('decide', () => {
  it('is rated by its bounds', () => {
    const ratingAt = (commanded: number) => judgedDrill({ commanded, diverted: commanded + 1 }).metric('decide').rating;
    expect([40, 51, 52, 66, 67, 81, 82].map(ratingAt)).to.deep.equal(['P', 'P', 'S', 'S', 'M', 'M', 'U']);
  });

  it('is U when nobody ever did, and makes rerouting U although what follows could not be measured', () => {
    const { metric, card, rating } = judgedDrill({ commanded: null, diverted: null, failback: null, recovered: null });
    expect(metric('decide').rating).to.equal('U');
    expect(metric('divert').measured).to.deep.equal({ is: 'unmeasured', why: 'nobody commanded a diversion' });
    expect(rating('rerouting')).to.equal('U');
    expect(card).to.deep.include({ outcome: 'U', exitCode: 1 });
    expect(card.capabilities[1]?.score).to.equal(null);
  });

  it('counts from the alert, which is earlier, where nobody acknowledged it', () => {
    expect(judgedDrill({ acknowledged: null }).metric('decide').measured).to.deep.include({ n: 6000 });
  });
});

describe('divert', () => {
  it('has the bounds of how the diversion is done', () => {
    const boundsOf = (diversion: 'bgp' | 'dns' | 'rule') => judgedDrill({ brief: { diversion, compression: 1 } }).metric('divert').bounds;
    expect(boundsOf('bgp')).to.deep.equal({ p: 420_000, s: 600_000, m: 900_000 });
    expect(boundsOf('dns')).to.deep.equal({ p: 120_000, s: 180_000, m: 240_000 });
    expect(boundsOf('rule')).to.deep.equal({ p: 30_000, s: 60_000, m: 300_000 });
  });

  it('is proved by probes, not by the command', () => {
    expect(judgedDrill({ diverted: 50 }).metric('divert').measured).to.deep.include({ is: 'value', n: 10_100 });
    expect(judgedDrill({ diverted: null, mitigated: 41, failback: null }).metric('divert')).to.deep.include({ rating: 'U' });
  });

  it('needs 95 % of the probes: one that comes through now and then is no diversion', () => {
    const flapping = drill({ diverted: null, mitigated: 41, failback: null });
    for (let second = 45; second < 80; second += 3) flapping.at(second * 1000, 'observer/path', 'path.seen', { entry: 'front', nonce: `n${second}`, ok: true, ms: 5, via: ['router', 'partner-a', 'communities'] });
    expect(judged(flapping).metric('divert').measured.is).to.equal('atLeast');
  });

  it('is not measured without probes, or while their observer slept', () => {
    expect(judged(drill().without(of('path'))).metric('divert').measured).to.deep.equal({ is: 'unmeasured', why: 'no observer wrote path.seen' });
    const asleep = judged(drill().without(silentFrom('path', 38)));
    expect(asleep.metric('divert').measured.is).to.equal('unmeasured');
    expect(asleep.card).to.deep.include({ outcome: 'inconclusive', exitCode: 2 });
  });
});

describe('mitigate', () => {
  it('counts until at most 5 % of what the origins received was attack, by their counters', () => {
    expect(judgedDrill({ brief: wide }).metric('mitigate')).to.deep.include({ rating: 'P', basis: 'set by the scenario: counters are read once a second' });
    expect(judgedDrill({ brief: wide, mitigated: 46 }).metric('mitigate')).to.deep.include({ rating: 'M' });
    expect(judgedDrill({ brief: wide, leak: 0.05 }).metric('mitigate')).to.deep.include({ rating: 'U' });
    expect(judgedDrill({ brief: wide, leak: 0.004 }).metric('mitigate')).to.deep.include({ rating: 'P' });
  });

  it('is not measured without counters at the origin', () => {
    expect(judged(drill().without(of('counters'))).metric('mitigate').measured).to.deep.equal({ is: 'unmeasured', why: 'no observer wrote counters.read' });
  });

  it('does not count an attack share that fell because the attack ended', () => {
    expect(judgedDrill({ brief: wide, mitigated: 90, recovered: null }).metric('mitigate').measured.is).to.equal('atLeast');
  });
});

describe('end-to-end', () => {
  it('ends when users are well again for long enough while the attack goes on', () => {
    expect(judgedDrill().metric('end-to-end').measured).to.deep.include({ is: 'value', n: 12_495 });
    expect(judgedDrill({ recovered: 60 }).metric('end-to-end').measured).to.deep.include({ is: 'value', n: 30_495 });
  });

  it('takes no credit for an attack that ended by itself', () => {
    const { metric } = judgedDrill({ recovered: null });
    expect(metric('end-to-end').measured).to.deep.include({ is: 'atLeast', n: 49_495 });
    expect(metric('end-to-end').whyNotRated).to.contain('too short');
    expect(judgedDrill({ recovered: null, brief: { targets: { 'end-to-end': { p: 10_000, s: 20_000, m: 30_000, why: 'a test' } } } }).metric('end-to-end').rating).to.equal('U');
  });

  it('takes a pause between two waves for no recovery', () => {
    const waves = drill({ recovered: 55 }).without((placed) => kindIs('flood.second', { generator: 'flood' })(placed) && placed.offsetMs >= 55_000 && placed.offsetMs < 75_000);
    expect(judged(waves).metric('end-to-end').measured.is).to.equal('atLeast');
  });

  it('takes a lull for no recovery', () => {
    const relapse = drill();
    for (let second = 50; second < 79; second += 6) relapse.without((placed) => placed.kind === 'traffic.second' && placed.offsetMs === second * 1000 + 500).at(second * 1000 + 500, 'observer/traffic', 'traffic.second', { generator: 'legitimate', classes: { browse: { sent: 40, ok: 20, blocked: 0, failed: 20, hist: [] } } });
    expect(judged(relapse).metric('end-to-end').measured.is).to.equal('atLeast');
  });
});

describe('clean-share, unharmed and uncovered-entries', () => {
  it('measure what the partner let through and whom it harmed, each by its bounds', () => {
    expect(judgedDrill().metric('clean-share').rating).to.equal('P');
    expect(judgedDrill({ leak: 0.003 }).metric('clean-share').rating).to.equal('S');
    expect(judgedDrill({ leak: 0.02 }).metric('clean-share').rating).to.equal('U');
    expect([0, 0.025, 0.1, 0.125].map((blocked) => judgedDrill({ blocked }).metric('unharmed').rating)).to.deep.equal(['P', 'S', 'M', 'U']);
  });

  it('find an entry point that bypasses the partner, and lower a P to S for it', () => {
    const { metric, rating, card } = judgedDrill({ bypass: true, brief: wide });
    expect(judgedDrill({ brief: wide }).rating('rerouting')).to.equal('P');
    expect(metric('uncovered-entries')).to.deep.include({ rating: 'S' });
    expect(rating('rerouting')).to.equal('S');
    expect(card.findings.find((finding) => finding.severity === 'high')?.text).to.contain('Entry point edge-direct still answered');
  });

  it('are not measured where traffic never was diverted', () => {
    const { metric } = judgedDrill({ diverted: null, failback: null });
    for (const id of ['clean-share', 'unharmed', 'uncovered-entries', 'mitigate']) expect(metric(id).measured.is, id).to.equal('unmeasured');
  });
});

describe('failback and second-partner', () => {
  it('count from the command to the proof, and are not exercised where there was no occasion', () => {
    expect(judgedDrill().metric('failback').measured).to.deep.include({ is: 'value', n: 1100 });
    expect(judgedDrill({ failback: null }).metric('failback').measured.is).to.equal('not exercised');
    expect(judgedDrill().metric('second-partner').measured.is).to.equal('not exercised');
  });

  const failing = (untilSecond: number, second: 'partner-b' | 'none') => {
    const builder = drill().without((placed) => kindIs('path.seen', { entry: 'front' })(placed) && placed.offsetMs >= 60_000 && placed.offsetMs < 80_000);
    for (let at = 60; at < 80; at++) {
      const failed = at < untilSecond || second === 'none';
      builder.at(at * 1000, 'observer/path', 'path.seen', { entry: 'front', nonce: `p${at}`, ok: !failed, ms: 5, via: ['router', failed ? 'partner-a' : 'partner-b'] });
    }
    return judged(builder).metric('second-partner');
  };

  it('time how long the second partner took when the first one failed', () => {
    expect(failing(70, 'partner-b')).to.deep.include({ rating: 'P' });
    expect(failing(70, 'partner-b').measured).to.deep.include({ is: 'value', n: 10_000 });
    expect(failing(80, 'none').measured.is).to.equal('not exercised');
    // A crew that moves on after two failed probes has seen enough.
    expect(failing(62, 'partner-b').measured).to.deep.include({ is: 'value', n: 2000 });
  });
});

describe('a flood that was withstood', () => {
  const { card, metric, rating } = judgedDrill({ harmful: false });

  it('leaves rerouting neither passed nor failed, and says which rate was withstood', () => {
    for (const id of ['decide', 'divert', 'mitigate', 'end-to-end', 'unharmed']) expect(metric(id).measured.is, id).to.equal('not exercised');
    expect(rating('rerouting')).to.equal(null);
    expect(card.withstoodRps).to.equal(400);
    expect(card).to.deep.include({ outcome: 'P', exitCode: 0 });
  });

  it('is inconclusive where nothing else was in scope', () => {
    expect(judgedDrill({ harmful: false, brief: { scope: ['rerouting'] } }).card).to.deep.include({ outcome: 'inconclusive', exitCode: 2 });
  });

  it('is unknown, not withstood, where nobody watched the users', () => {
    expect(judged(drill({ harmful: false }).without(kindIs('traffic.second'))).metric('divert').measured.is).to.equal('unmeasured');
  });
});
