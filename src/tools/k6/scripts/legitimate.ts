/** Holds legitimate traffic: the mix of the rubric over both products, by class and region, as an open model. */
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { sender, totals } from './answers.ts';
import { monitorAgents, programAgents } from './agents.ts';
import { below, drawsOf, pick, pickWeighted, type Draw } from './chance.ts';
import { commonOptions } from './common-options.ts';
import { waitAtGate } from './gate.ts';
import { type KindOfVisit, mix } from './legitimate-mix.ts';
import { entryOf, openModel, readPlan } from './plan.ts';
import { regionWeights } from './regions.ts';
import { program, visitor, type Visitor } from './visitors.ts';

interface Settings {
  /** The front URL. */
  readonly entry: string;
  readonly regions?: Readonly<Record<string, number>>;
  /** How long a visitor waits for an answer; one on a slow mobile waits twice as long. */
  readonly patienceMs?: number;
  readonly seed?: number;
}

interface Visit {
  readonly path: string;
  readonly who: Visitor;
  readonly body?: string;
  readonly good?: (status: number) => boolean;
}

const plan = readPlan<Settings>();
const { patienceMs = 5000, seed = 1 } = plan.settings;
const entry = entryOf(plan);
const regions = regionWeights(plan.settings.regions);
const send = sender(plan.report);

/** People are many, members fewer; so each address sends at a person's pace. */
const anybody = (draw: Draw) => visitor(below(draw, 4000), false);
const member = (draw: Draw) => visitor(4000 + below(draw, 800), true);
const created = (status: number) => status === 201;
const words = ['outage', 'invoice', 'login', 'export', 'badge', 'theme', 'api', 'webinar'] as const;

const kinds: Readonly<Record<KindOfVisit, (draw: Draw, n: number) => Visit>> = {
  'communities.browse': (draw) => ({ path: `/communities/topics/${below(draw, 400)}`, who: anybody(draw) }),
  'social.browse': (draw) => ({ path: `/social/posts/${below(draw, 400)}`, who: anybody(draw) }),
  'communities.member': (draw) => ({ path: `/communities/inbox/${below(draw, 50)}`, who: member(draw) }),
  'social.member': (draw) => ({ path: `/social/feed/${below(draw, 50)}`, who: member(draw) }),
  'communities.login': (draw, n) => ({ path: '/communities/login', who: member(draw), body: JSON.stringify({ user: `user-${n % 800}`, password: 'correct' }) }),
  'communities.search': (draw) => ({ path: `/communities/search?q=${pick(draw, words)}`, who: anybody(draw) }),
  'communities.api': (draw) => ({ path: `/communities/topics/${below(draw, 400)}`, who: program(below(draw, 10), pick(draw, programAgents)) }),
  'social.api': (draw) => ({ path: `/social/posts/${below(draw, 400)}`, who: program(10 + below(draw, 10), pick(draw, programAgents)) }),
  'portal.case': (draw, n) => ({ path: '/portal/cases', who: member(draw), body: JSON.stringify({ id: `case-${seed}-${n}`, subject: 'The export stops half way' }), good: created }),
  // A write that must not be lost stands for the checkout.
  'communities.checkout': (draw, n) => ({ path: '/communities/posts', who: member(draw), body: JSON.stringify({ id: `order-${seed}-${n}`, text: 'one seat more' }), good: created }),
  'communities.monitor': (draw) => ({ path: '/communities/', who: program(20, pick(draw, monitorAgents)) }),
  'social.monitor': (draw) => ({ path: '/social/', who: program(21, pick(draw, monitorAgents)) }),
};

export const options: Options = {
  ...commonOptions,
  // Each visit comes on its own connection, as from another person: the accept queue is what a flood fills.
  noVUConnectionReuse: true,
  // A third of the public is on mobiles and waits twice as long.
  scenarios: { legitimate: openModel(plan, patienceMs * 1.5, 1500) },
};

export function setup(): void {
  waitAtGate(plan.gate);
}

export default function visit(): void {
  const n = exec.scenario.iterationInTest;
  const draw = drawsOf(seed, n);
  const region = pickWeighted(draw, regions);
  const name = pickWeighted(draw, mix);
  const { path, who, body, good } = kinds[name](draw, n);
  send({
    method: body === undefined ? 'GET' : 'POST',
    url: entry + path,
    headers: body === undefined ? who.headers : { ...who.headers, 'content-type': 'application/json' },
    patienceMs: who.mobile ? patienceMs * 2 : patienceMs,
    class: name,
    region,
    ...(body === undefined ? {} : { body }),
    ...(good === undefined ? {} : { good }),
  });
}

export const handleSummary = totals;
