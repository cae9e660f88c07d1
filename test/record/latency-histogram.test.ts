/** Holds the tests of the latency histogram: its width, its merging and its quantiles. */
import { expect } from 'chai';
import fc from 'fast-check';
import { addTo, bucketMs, bucketOf, merge, quantile } from '../../src/record/latency-histogram.ts';

const latency = fc.double({ min: 0.2, max: 60_000, noNaN: true });
const histOf = (latencies: readonly number[]) => {
  const hist: number[] = [];
  for (const ms of latencies) addTo(hist, ms);
  return hist;
};

describe('latency histogram', () => {
  it('is off by 1 % at most', () => {
    fc.assert(
      fc.property(latency, (ms) => {
        expect(bucketMs(bucketOf(ms)) / ms).to.be.within(0.99, 1.0101);
      }),
    );
  });

  it('puts everything up to 0.1 ms into one bucket', () => {
    expect([-1, 0, 0.1].map(bucketOf)).to.deep.equal([0, 0, 0]);
    expect(bucketMs(0)).to.equal(0.1);
  });

  it('merges into the histogram of all', () => {
    fc.assert(
      fc.property(fc.array(fc.array(latency, { maxLength: 30 }), { maxLength: 6 }), (parts) => {
        expect([...merge(...parts.map(histOf))].sort(([a], [b]) => a - b).flat()).to.deep.equal(histOf(parts.flat()));
      }),
    );
  });

  it('gives quantiles as an ordered list would, within its width', () => {
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 200 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (latencies, q) => {
        const exact = latencies.toSorted((a, b) => a - b)[Math.ceil(q * latencies.length) - 1] ?? NaN;
        expect((quantile(merge(histOf(latencies)), q) ?? NaN) / exact).to.be.within(0.98, 1.02);
      }),
    );
    expect(quantile(new Map(), 0.5)).to.equal(undefined);
  });
});
