/** Holds made-up request streams for the filters' suite: a public with shared addresses and cookie-less visits, and several kinds of attack. */
import type { Glimpse } from '../../src/range/partner/glimpse.ts';

export interface Sent {
  readonly atMs: number;
  readonly attack: boolean;
  readonly glimpse: Glimpse;
}

type Draw = () => number;

/** Park and Miller's minimal standard generator: enough chance for a test, the same every time. */
export function chance(seed: number): Draw {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const int = (draw: Draw, below: number) => Math.floor(draw() * below);
const browser = 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0';

/** People keep their address and cookie; a quarter share twenty addresses, three in ten send no cookie. A few programs and a monitor besides. */
function legitimate(draw: Draw): Glimpse {
  const kind = draw();
  const person = int(draw, 3000);
  const client = person % 4 === 0 ? `198.51.100.${(person >> 2) % 20}` : `10.${person % 7}.${person >> 8}.${person & 255}`;
  const cookie = person % 10 < 3 ? '' : `visit=${person}`;
  const member = { client, cookie: `session=${person}`, agent: browser, query: '' };
  const visitor = { client, cookie, agent: browser, query: '' };
  if (kind < 0.6) return { ...visitor, method: 'GET', path: `/shop/articles/${int(draw, 300)}`, query: draw() < 0.1 ? `page=${int(draw, 3)}` : '' };
  if (kind < 0.78) return { ...member, method: 'GET', path: `/shop/account/${int(draw, 40)}` };
  if (kind < 0.8) return { ...member, method: 'POST', path: '/shop/login' };
  if (kind < 0.88) return { ...visitor, method: 'GET', path: '/shop/search', query: `q=term${int(draw, 40)}` };
  if (kind < 0.95) return { client: `192.0.2.${int(draw, 15)}`, cookie: '', agent: 'integration/1.4', query: '', method: 'GET', path: `/shop/articles/${int(draw, 300)}` };
  if (kind < 0.98) return { ...member, method: 'POST', path: '/shop/orders' };
  return { client: '192.0.2.200', cookie: '', agent: 'uptime/2', query: '', method: 'GET', path: '/shop/' };
}

const bot = (draw: Draw, bots: number) => {
  const n = int(draw, bots);
  // One bot in ten sits behind an address that people share.
  return { client: n % 10 === 0 ? `198.51.100.${(n / 10) % 20}` : `172.16.${n >> 8}.${n & 255}`, cookie: '', agent: browser, query: '' };
};
const bots = 250;

export const attacks: Readonly<Record<string, { readonly known: readonly ('a' | 'b')[]; readonly make: (draw: Draw) => Glimpse }>> = {
  'front page, over and over': { known: ['a', 'b'], make: (draw) => ({ ...bot(draw, bots), method: 'GET', path: '/shop/' }) },
  'cache-busting queries': { known: ['a', 'b'], make: (draw) => ({ ...bot(draw, bots), method: 'GET', path: `/shop/articles/${int(draw, 300)}`, query: `r=${int(draw, 1e9)}` }) },
  'expensive searches': { known: ['a', 'b'], make: (draw) => ({ ...bot(draw, bots), method: 'GET', path: '/shop/search', query: `q=${int(draw, 1e9)}` }) },
  'login burst': { known: ['a', 'b'], make: (draw) => ({ ...bot(draw, bots), method: 'POST', path: '/shop/login' }) },
  'cache-busting from 20,000 sources': { known: ['a'], make: (draw) => ({ ...bot(draw, 20_000), method: 'GET', path: '/shop/', query: `r=${int(draw, 1e9)}` }) },
  'varied pages, no cookie': { known: ['b'], make: (draw) => ({ ...bot(draw, bots), method: 'GET', path: `/shop/articles/${int(draw, 300)}` }) },
  // Written for by neither: sources that browse as people do, each with a cookie it keeps, at a person's pace.
  'patient browsers with cookies': {
    known: [],
    make: (draw) => {
      const n = int(draw, 3000);
      return { client: `172.20.${n >> 8}.${n & 255}`, cookie: `visit=b${n}`, agent: browser, query: '', method: 'GET', path: `/shop/articles/${int(draw, 300)}` };
    },
  },
};

/** A minute of `legitimateRps` with `attackRps` between the tenth and the fiftieth second, in order of time. */
export function stream(make: ((draw: Draw) => Glimpse) | undefined, legitimateRps: number, attackRps: number): readonly Sent[] {
  const draw = chance(20_130_510);
  const sent: Sent[] = [];
  const add = (rps: number, fromMs: number, toMs: number, attack: boolean, one: (draw: Draw) => Glimpse) => {
    // Arrivals that know nothing of each other: exponential gaps.
    for (let atMs = fromMs - (Math.log(draw()) * 1000) / rps; atMs < toMs; atMs -= (Math.log(draw()) * 1000) / rps) sent.push({ atMs: 1_000_000 + atMs, attack, glimpse: one(draw) });
  };
  add(legitimateRps, 0, 60_000, false, legitimate);
  if (make !== undefined) add(attackRps, 10_000, 50_000, true, make);
  return sent.sort((one, other) => one.atMs - other.atMs);
}
