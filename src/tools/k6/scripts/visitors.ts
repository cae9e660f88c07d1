/** Holds the legitimate public: stable people with an address, a browser and perhaps a cookie, some behind shared addresses, some on slow mobiles. */
import { homeAddress, sharedAddress } from './addresses.ts';
import { desktopAgents, mobileAgents } from './agents.ts';
import { drawsOf, pick } from './chance.ts';

export interface Visitor {
  readonly headers: Readonly<Record<string, string>>;
  /** k6 can't pace bytes: a slow mobile is one that waits longer and connects afresh each time, as everybody here does. */
  readonly mobile: boolean;
}

/** Shares of the public; judgements, like the mix. */
const behindShared = 0.25;
const onMobile = 0.35;
const withoutCookies = 0.3;

/** The same number is the same person in every request and every run. `member` has a session, whatever they think of cookies. */
export function visitor(n: number, member: boolean): Visitor {
  const draw = drawsOf(7, n);
  const shared = draw() < behindShared;
  const mobile = draw() < onMobile;
  const cookies = member || draw() >= withoutCookies;
  const headers: Record<string, string> = {
    'x-forwarded-for': shared ? sharedAddress(n) : homeAddress(n),
    'user-agent': pick(draw, mobile ? mobileAgents : desktopAgents),
    accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8',
    'accept-language': 'en',
  };
  if (cookies) headers['cookie'] = `${member ? 'session' : 'visit'}=${(n * 2_654_435_761).toString(36)}`;
  return { headers, mobile };
}

/** A program of a partner or a monitor: one fixed address, no cookies, no browser. */
export const program = (n: number, agent: string): Visitor => ({ headers: { 'x-forwarded-for': homeAddress(40_000 + n), 'user-agent': agent, accept: 'application/json' }, mobile: false });
