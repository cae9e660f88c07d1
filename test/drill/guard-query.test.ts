/** Tests the guardrail of a team's own query: it aborts on what is out of bounds for too long, and on what it can't see. */
import { expect } from 'chai';
import type { HttpAnswer } from '../../src/ports/http.ts';
import { numberFrom } from '../../src/wire/prometheus.ts';
import { rehearse } from './rehearse.ts';

const guardrail = { kind: 'query', name: 'ingress-errors', prometheus: 'http://127.0.0.1:9090', query: 'sum(rate(errors[1m]))', aboveMax: 5, forMs: 6000 } as const;
const answer = (status: number, body: string): HttpAnswer => ({ status, body, headers: {}, ms: 1 });
const sample = (value: string) => JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [0, value] }] } });

/** A drill whose Prometheus answers what the test says at each moment of its timeline. */
const guarded = (says: (offsetMs: number) => HttpAnswer) => {
  let zero = Infinity;
  return rehearse({
    scenario: { guardrails: [guardrail] },
    beside: async ({ opened, clock, at, journal }) => {
      Object.assign(opened.world, { http: { fetch: async () => says(clock.now() - zero) } });
      await at(0);
      zero = journal.events.find((event) => event.kind === 'timeline.started')?.atMs ?? 0;
    },
  });
};

describe("the guardrail of a team's own query", () => {
  it('lets a drill be that stays within bounds, and one that leaves them for a moment', async () => {
    const { end, of } = await guarded((ms) => answer(200, sample(ms > 5000 && ms < 9000 ? '9' : '1')));
    expect(end).to.deep.include({ because: 'complete' });
    expect(of('guardrail.tripped')).to.have.length(0);
  });

  it('aborts one that stays out of bounds', async () => {
    const { end, of, zeroMs } = await guarded((ms) => answer(200, sample(ms > 5000 ? '9' : '1')));
    expect(end).to.deep.include({ because: 'aborted' });
    expect(of('guardrail.tripped')[0]).to.include({ guardrail: 'ingress-errors above 5' });
    expect(of('guardrail.tripped')[0]?.saw).to.match(/^it was 9 for \d+ s$/);
    expect((of('guardrail.tripped')[0]?.heardMs ?? 0) - zeroMs).to.be.within(9000, 13_000);
  });

  it('aborts one that it cannot see, and says why', async () => {
    const { end, of } = await guarded(() => answer(503, 'no leader'));
    expect(end).to.deep.include({ because: 'aborted' });
    expect(of('guardrail.tripped')[0]?.saw).to.equal('it is blind: status 503: no leader');
  });
});

describe('the answer of a Prometheus', () => {
  it('is one number, of a vector or a scalar', () => {
    expect(numberFrom(sample('1.5'))).to.deep.equal({ value: 1.5 });
    expect(numberFrom('{"status":"success","data":{"resultType":"scalar","result":[1,"3"]}}')).to.deep.equal({ value: 3 });
  });

  it('is no number when nothing matches, when several do, and when it is no answer', () => {
    expect(numberFrom('{"status":"success","data":{"resultType":"vector","result":[]}}')).to.have.property('got').that.matches(/no sample/);
    expect(numberFrom(JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [{ value: [0, '1'] }, { value: [0, '2'] }] } }))).to.have.property('got').that.matches(/2 samples/);
    expect(numberFrom(sample('NaN'))).to.deep.equal({ got: 'NaN' });
    expect(numberFrom('{"status":"error","error":"parse error"}')).to.have.property('got').that.matches(/parse error/);
    expect(numberFrom('<html>')).to.have.property('got').that.matches(/^no JSON/);
  });
});
