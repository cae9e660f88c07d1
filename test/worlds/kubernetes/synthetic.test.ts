/** Tests that traffic which changes state is refused on a team's own system, and what a canary must show before it isn't. */
import { expect } from 'chai';
import { catalogue } from '../../../src/catalog/index.ts';
import type { Http } from '../../../src/ports/http.ts';
import type { JsonObject } from '../../../src/record/json.ts';
import { Problem, reasonOf } from '../../../src/problem.ts';
import { fittedTo } from '../../../src/scenario/lacks.ts';
import { parseScenario } from '../../../src/scenario/parse-scenario.ts';
import { wishOf } from '../../../src/scenario/wish-of.ts';
import { kubernetesWorld } from '../../../src/worlds/kubernetes/index.ts';
import { clusterSettings } from '../../../src/worlds/kubernetes/settings.ts';
import { proveSink, refusalsOfState } from '../../../src/worlds/kubernetes/gates/synthetic.ts';
import { hostsOf } from '../../../src/worlds/kubernetes/gates/targets.ts';
import { stillClock } from '../still-clock.ts';

const entries = { front: { url: 'http://shop.drill.svc:8080' } };
const canary = { url: 'http://desk.drill.svc/cases', expect: 'http://sink.drill.svc/messages' };
const proved = clusterSettings.parse({ entries, synthetic: { accounts: true, canary } });
const theirs = () => {
  if (proved.synthetic === undefined) throw new Error('the settings of these tests have synthetic accounts');
  return proved.synthetic;
};

const scenario = (more: object) => wishOf(parseScenario(catalogue, { name: 'state', version: '1', owner: 'us', duration: '60s', traffic: null, ...more }), catalogue).changesState;
const flood = (id: string, shape: string) => ({ id, fault: 'flood', at: '10s', for: '5s', with: { shape, rps: 10 } });

describe('traffic that changes state', () => {
  it('is what logs in or writes, by the word of each fault', () => {
    expect(scenario({ lanes: { attack: [flood('pages', 'get'), { ...flood('guesses', 'login'), at: '20s' }] } })).to.deep.equal(['inject guesses tries to log in with wrong passwords']);
    expect(scenario({ traffic: { rps: 5 } })).to.deep.equal(["the scenario's traffic logs in, opens cases and writes posts"]);
    expect(scenario({})).to.deep.equal([]);
  });

  it("is refused on a team's own system only, and only without synthetic accounts", () => {
    const changes = ['inject guesses tries to log in with wrong passwords'];
    expect(refusalsOfState(clusterSettings.parse({}), changes), 'the practice range').to.deep.equal([]);
    expect(refusalsOfState(clusterSettings.parse({ entries }), [])).to.deep.equal([]);
    expect(refusalsOfState(proved, changes)).to.deep.equal([]);
    const refusals = refusalsOfState(clusterSettings.parse({ entries }), changes);
    expect(refusals).to.have.length(1);
    expect(refusals[0]).to.contain('inject guesses').and.to.contain('real accounts').and.to.contain('world.settings.cluster.synthetic');
  });

  it("is not what observers send of themselves to a team's own system", () => {
    const whole = parseScenario(catalogue, { name: 'state', version: '1', owner: 'us', duration: '60s', traffic: null });
    const watching = (cluster: JsonObject) => fittedTo(kubernetesWorld({}).has({ cluster }), whole, catalogue).observers.map(({ observer }) => observer);
    expect(watching({ entries })).to.include.members(['path', 'counters', 'traffic', 'cluster']);
    for (const writes of ['ledger', 'customers', 'deploy', 'mail', 'status-page']) expect(watching({ entries }), writes).to.not.include(writes);
    expect(watching({})).to.include.members(['ledger', 'customers', 'deploy', 'mail', 'status-page']);
  });

  it('has its canary posted within the namespace alone, as the gate of targets demands', () => {
    expect(hostsOf(proved)).to.deep.equal(['shop.drill.svc', 'desk.drill.svc']);
    expect(hostsOf(clusterSettings.parse({ synthetic: { accounts: true, canary } })), 'no canary is posted on the practice range').to.deep.equal([]);
  });

  it('needs the word of the owner and a canary that can be told from others', () => {
    const parse = (more: object) => clusterSettings.safeParse({ synthetic: { accounts: true, canary, ...more } }).success;
    expect(parse({})).to.equal(true);
    expect(parse({ accounts: false })).to.equal(false);
    expect(parse({ canary: undefined })).to.equal(false);
    expect(parse({ canary: { ...canary, body: '{"id":"always the same"}' } })).to.equal(false);
  });
});

/** A desk whose mail comes to the sink after some looks at it; time passes by sleeping alone. */
function desk({ takes = 201, shownAfter = 0, sink = 200 }: { takes?: number; shownAfter?: number; sink?: number }) {
  let nowMs = 0;
  let looks = 0;
  const posted: string[] = [];
  const http: Http = {
    fetch: async ({ url, method, body = '' }) => {
      if (method === 'POST' && url === canary.url) return posted.push(body), { status: takes, headers: {}, body: '', ms: 1 };
      if (url !== canary.expect) return { status: 404, headers: {}, body: '', ms: 1 };
      looks += 1;
      return { status: sink, headers: {}, body: looks > shownAfter ? `[${posted.join()}]` : '[]', ms: 1 };
    },
  };
  const clock = { ...stillClock(() => nowMs), sleep: async (ms: number) => void (nowMs += ms) };
  const prove = () => proveSink({ run: 'r1', synthetic: theirs(), http, clock }, new AbortController().signal);
  return { prove, posted, looks: () => looks };
}

const problemOf = async (proof: Promise<void>): Promise<string> => {
  try {
    await proof;
  } catch (error) {
    expect(error).to.be.instanceOf(Problem);
    return reasonOf(error);
  }
  throw new Error('expected a refusal, got a proof');
};

describe('the canary of synthetic accounts', () => {
  it('is posted once, with a nonce of its own, and proved when its sink shows it', async () => {
    const [first, second] = [desk({ shownAfter: 5 }), desk({})];
    await Promise.all([first.prove(), second.prove()]);
    expect(first.posted).to.have.length(1);
    expect(first.looks()).to.equal(6);
    expect(first.posted[0]).to.match(/^\{"id":"gameday-r1-[0-9a-f]{8}","subject":"\[DRILL\] canary"\}$/).and.not.equal(second.posted[0]);
  });

  it('refuses the drill when nobody takes it, and looks no further', async () => {
    const refusing = desk({ takes: 403 });
    expect(await problemOf(refusing.prove())).to.contain('http://desk.drill.svc/cases to take a canary, got status 403');
    expect(refusing.looks()).to.equal(0);
  });

  it('refuses the drill when it does not come to the sink, or the sink cannot be read', async () => {
    expect(await problemOf(desk({ shownAfter: Infinity }).prove())).to.match(/within 10 s, got a sink without it .*synthetic\.canary\.expect/);
    expect(await problemOf(desk({ sink: 503 }).prove())).to.contain('got status 503');
  });
});
