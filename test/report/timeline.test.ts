/** Holds that nothing in the timeline picture covers anything else, at any width and for any marks. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { Picture } from '../../src/judge/scorecard.ts';
import { frameFor, timeTicks } from '../../src/report/html/timeline/frame.ts';
import { packBars } from '../../src/report/html/timeline/pack-bars.ts';
import { placeLabels } from '../../src/report/html/timeline/place-labels.ts';
import { availabilitySteps, runsOf } from '../../src/report/html/timeline/series.ts';
import { shortPath } from '../../src/report/html/timeline/short-path.ts';
import { samples } from '../fixtures/sample-scorecards.ts';

interface Box {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

const overlapping = (boxes: readonly Box[]): readonly (readonly [Box, Box])[] =>
  boxes.flatMap((a, at) => boxes.slice(at + 1).filter((b) => a.row === b.row && a.from < b.to && b.from < a.to).map((b) => [a, b] as const));

const expectRoom = (picture: Picture, width: number): void => {
  const frame = frameFor(width, picture.endMs);
  const labels = placeLabels(frame, picture.marks);
  expect(overlapping(labels)).to.deep.equal([]);
  for (const label of labels) expect([label.from >= 0, label.to <= width, label.from <= label.x, label.x <= label.to], label.text).to.deep.equal([true, true, true, true]);
  const bars = packBars(frame, picture.bars);
  const extent = bars.map((bar) => ({ row: bar.lane, from: Math.min(bar.from, bar.textFrom), to: Math.max(bar.to, bar.textTo) }));
  expect(overlapping(extent)).to.deep.equal([]);
  for (const one of extent) expect([one.from >= 0, one.to <= width + 1]).to.deep.equal([true, true]);
};

const label = fc.string({ unit: 'grapheme', maxLength: 60 });
const mark = fc.record({ what: fc.constantFrom<Picture['marks'][number]['what']>('alert', 'milestone', 'notice', 'note', 'cluster', 'abort'), label, atMs: fc.integer({ min: 0, max: 90_000 }), seq: fc.nat() });
const bar = fc.record({ what: fc.constant<'fault'>('fault'), label, fromMs: fc.integer({ min: 0, max: 90_000 }), toMs: fc.integer({ min: 0, max: 90_000 }), seq: fc.nat() }).map((one) => ({ ...one, toMs: Math.max(one.fromMs, one.toMs) }));

describe('report: timeline picture', () => {
  for (const [name, card] of Object.entries(samples)) {
    it(`keeps labels and bars apart and inside: ${name}`, () => {
      for (const width of [360, 1_000]) expectRoom(card.picture, width);
    });
  }

  it('keeps them apart for any marks and bars', () => {
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 25 }), fc.array(bar, { maxLength: 12 }), fc.constantFrom(360, 1_000), (marks, bars, width) => {
        expectRoom({ endMs: 90_000, availability: [], offered: [], marks, bars }, width);
      }),
      { numRuns: 120 },
    );
  });

  it('leaves a gap where nothing was sent, and keeps a lone second', () => {
    const at = (second: number, share: number | null) => ({ atMs: second * 1_000, share, sent: share === null ? 0 : 10 });
    const picture = { endMs: 5_000, availability: [at(0, 1), at(1, 0.5), at(2, null), at(3, 0.9), at(4, null)], offered: [], bars: [], marks: [] };
    expect(runsOf(availabilitySteps(picture, 400))).to.deep.equal([
      [{ fromMs: 0, toMs: 1_000, value: 1 }, { fromMs: 1_000, toMs: 2_000, value: 0.5 }],
      [{ fromMs: 3_000, toMs: 4_000, value: 0.9 }],
    ]);
  });

  it('keeps the worst second of a long drill when it thins the series', () => {
    const availability = Array.from({ length: 12_600 }, (_, second) => ({ atMs: second * 1_000, share: second === 7_001 ? 0.02 : 1, sent: 50 }));
    const steps = availabilitySteps({ endMs: 12_600_000, availability, offered: [], bars: [], marks: [] }, 400);
    expect(steps).to.have.length.at.most(400);
    expect(Math.min(...steps.map((step) => step.value ?? 1))).to.equal(0.02);
  });

  it('writes paths short without moving them', () => {
    expect(shortPath('M0,10L5,10L5,2L9,1L9,0Z')).to.equal('M0,10H5V2L9,1V0Z');
  });

  it('counts time in steps that people use', () => {
    expect(timeTicks(frameFor(1_000, 90_000)).slice(0, 3)).to.deep.equal([0, 10_000, 20_000]);
    expect(timeTicks(frameFor(1_000, 12_600_000))[1]).to.equal(900_000);
    expect(timeTicks(frameFor(360, 0))).to.deep.equal([0]);
  });
});
