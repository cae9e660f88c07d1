/** Holds a legitimate flash crowd, the decoy: many new visitors to one page that somebody linked to. It must not raise an alert. */
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { sender, totals } from './answers.ts';
import { below, drawsOf, pick, pickWeighted } from './chance.ts';
import { commonOptions } from './common-options.ts';
import { waitAtGate } from './gate.ts';
import { entryOf, openModel, readPlan } from './plan.ts';
import { regionWeights } from './regions.ts';
import { visitor } from './visitors.ts';

interface Settings {
  /** The front URL. */
  readonly entry: string;
  /** The page that everybody came for. */
  readonly path?: string;
  readonly regions?: Readonly<Record<string, number>>;
  readonly patienceMs?: number;
  readonly seed?: number;
}

const plan = readPlan<Settings>();
const { path = '/communities/topics/1', patienceMs = 5000, seed = 1 } = plan.settings;
const entry = entryOf(plan);
const regions = regionWeights(plan.settings.regions);
const send = sender(plan.report);
const referrers = ['https://news.example/', 'https://social.example/t/1', ''] as const;

export const options: Options = { ...commonOptions, noVUConnectionReuse: true, scenarios: { crowd: openModel(plan, patienceMs, 1500) } };

export function setup(): void {
  waitAtGate(plan.gate);
}

export default function arrive(): void {
  const draw = drawsOf(seed, exec.scenario.iterationInTest);
  const who = visitor(5000 + below(draw, 30_000), false);
  const referrer = pick(draw, referrers);
  send({
    method: 'GET',
    // Three in four read the page; the rest look around, which no script on one path would do.
    url: entry + (draw() < 0.75 ? path : `/communities/topics/${below(draw, 400)}`),
    headers: referrer === '' ? who.headers : { ...who.headers, referer: referrer },
    patienceMs,
    class: 'communities.crowd',
    region: pickWeighted(draw, regions),
  });
}

export const handleSummary = totals;
