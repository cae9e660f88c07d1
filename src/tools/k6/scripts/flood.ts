/** Holds the flood: a botnet behind one entry, in one of several shapes. Nothing in its requests says that it is one. */
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { botAddress } from './addresses.ts';
import { desktopAgents, mobileAgents } from './agents.ts';
import { sender, totals } from './answers.ts';
import { below, drawsOf, pick } from './chance.ts';
import { commonOptions } from './common-options.ts';
import { isShape, shapes, triesOf, type MakeRequest } from './flood-shapes.ts';
import { waitAtGate } from './gate.ts';
import { entryOf, openModel, readPlan } from './plan.ts';

interface Settings {
  /** Any way in: the front, or one that bypasses the partner. */
  readonly entry: string;
  readonly shape: string;
  /** How many bots share the rate. */
  readonly bots?: number;
  /** The part of the bots that sits on addresses of legitimate users. */
  readonly overlap?: number;
  /** A bot gives up sooner than a person. */
  readonly patienceMs?: number;
  readonly seed?: number;
  /** Hosts beyond loopback that whoever owns them allowed to be flooded. */
  readonly allow?: readonly string[];
}

const plan = readPlan<Settings>();
const { shape, bots = 300, overlap = 0.1, patienceMs = 2000, seed = 1, allow = [] } = plan.settings;
if (!isShape(shape)) throw new Error(`expected a shape of flood (${Object.keys(shapes).join(', ')}), got ${JSON.stringify(shape)}`);
const request: MakeRequest = shapes[shape];
const entry = entryOf(plan);
const tries = triesOf(shape);
const send = sender(plan.report);
const agents = [...desktopAgents, ...mobileAgents] as const;

export const options: Options = {
  ...commonOptions,
  noConnectionReuse: shape === 'connection-churn',
  scenarios: {
    // A ramp's first request would come late by the time that it takes to reach one request; this one marks the start.
    first: { executor: 'shared-iterations', vus: 1, iterations: 1, gracefulStop: `${patienceMs}ms` },
    flood: openModel(plan, patienceMs * tries, 2000),
  },
};

/** k6 has a list of forbidden hosts but none of allowed ones, so the script has its own. */
function refuseOthers(): void {
  const host = /^https?:\/\/(\[[^\]]*\]|[^/:?#@]*)(?::\d+)?(?:[/?#]|$)/.exec(entry)?.[1] ?? '';
  const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(host);
  if (!loopback && !allow.includes(host)) exec.test.abort(`expected a target on loopback or among the allowed hosts (${allow.join(', ') || 'none'}), got ${entry}: nothing was sent`);
}

export function setup(): void {
  refuseOthers();
  waitAtGate(plan.gate);
}

export default function attack(): void {
  const draw = drawsOf(seed, exec.scenario.name === 'first' ? -1 : exec.scenario.iterationInTest);
  const bot = below(draw, bots);
  // A bot keeps its address and its browser, however often it is drawn.
  const self = drawsOf(seed ^ 0x5eed, bot);
  const headers: Record<string, string> = {
    'x-forwarded-for': botAddress(bot, overlap, self),
    'user-agent': pick(self, agents),
    accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8',
    'accept-language': 'en',
  };
  const { method, path, body } = request(draw);
  if (body !== undefined) headers['content-type'] = 'application/json';
  for (let left = tries; left > 0; left--) {
    const is = send({ method, url: entry + path, headers, patienceMs, class: `flood.${shape}`, region: 'all', ...(body === undefined ? {} : { body }) });
    if (is === 'ok') return;
  }
}

export const handleSummary = totals;
