/**
 * Holds partner B's rules: it looks at how a visitor behaves, not at what visitors have in common. Under pressure every session has an
 * allowance that its requests use up, dear ones faster; visitors without a cookie share that of their address; new sessions are rationed.
 */
import { add, fading, Recent } from './memory.ts';
import { blocked, type Filter, type FilterSettings, type Glimpse, passed } from './glimpse.ts';

const tauMs = 2000;
const visitorsKept = 40_000;

interface Bucket {
  level: number;
  atMs: number;
}

interface Allowance {
  /** What may be used at once. */
  readonly burst: number;
  readonly perSecond: number;
  /** How far a visitor who goes on regardless falls behind. */
  readonly debt: number;
}

const session: Allowance = { burst: 8, perSecond: 0.5, debt: 10 };
const nameless: Allowance = { burst: 2, perSecond: 0.35, debt: 10 };
/** Programs of customers say what they are, and work at a steady pace. */
const declared: Allowance = { burst: 8, perSecond: 1, debt: 10 };
const newcomers: Allowance = { burst: 20, perSecond: 1, debt: 10 };

/** Takes `cost` from a bucket; false where there isn't enough, and then the debt grows, so that persistence doesn't pay. */
function draw(from: Bucket, cost: number, allowance: Allowance, nowMs: number): boolean {
  const before = from.atMs === 0 ? allowance.burst : Math.min(allowance.burst, from.level + ((nowMs - from.atMs) / 1000) * allowance.perSecond);
  from.atMs = nowMs;
  from.level = Math.max(-allowance.debt, before - cost);
  return before >= cost;
}

const isProgram = (agent: string): boolean => !agent.startsWith('Mozilla/');

/** What a request asks of those behind: searches, logins and pages with a query are dear. */
function costOf({ method, path, query }: Glimpse): number {
  if (path.endsWith('/login') || path.endsWith('/search')) return 2;
  return method === 'GET' && query !== '' ? 2 : 1;
}

export function createRulesB({ perSourceRps, pressureRps }: FilterSettings): Filter {
  const all = fading();
  const rates = new Recent(visitorsKept, fading);
  const buckets = new Recent<Bucket>(visitorsKept, () => ({ level: 0, atMs: 0 }));

  return {
    judge(glimpse, nowMs) {
      const rps = add(all, nowMs, tauMs) / (tauMs / 1000);
      const { client, cookie } = glimpse;
      const visitor = `${client} ${cookie}`;
      if (add(rates.of(visitor), nowMs, tauMs) / (tauMs / 1000) > perSourceRps) return blocked(429, 'visitor rate');
      const isNew = cookie !== '' && !buckets.has(visitor);
      if (rps <= pressureRps) {
        if (cookie !== '') buckets.of(visitor);
        return passed;
      }
      if (isNew && !draw(buckets.of(`${client} newcomers`), 1, newcomers, nowMs)) return blocked(429, 'too many new sessions');
      const allowance = cookie !== '' ? session : isProgram(glimpse.agent) ? declared : nameless;
      return draw(buckets.of(visitor), costOf(glimpse), allowance, nowMs) ? passed : blocked(403, 'allowance used up');
    },
  };
}
