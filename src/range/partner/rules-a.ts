/**
 * Holds partner A's rules: it looks for requests that resemble each other. Under pressure a kind of request that makes up a large part of
 * all traffic is suspect; one-off queries of that kind are blocked at once, repetitions from one source or session after a while.
 */
import { add, type Fading, fading, Recent } from './memory.ts';
import { blocked, type Filter, type FilterSettings, type Glimpse, passed } from './glimpse.ts';

const tauMs = 3000;
const repeatTauMs = 20_000;
/** Share of all traffic from which a kind of request is suspect. */
const hotShare = 0.2;
/** Requests of suspect kinds that a session may make in about `repeatTauMs`; without a session it is one. */
const sessionRepeats = 5;
const sourcesKept = 20_000;

interface Source {
  readonly rate: Fading;
  readonly sessions: Set<string>;
}
/** Beyond this many people behind one address the allowance stops growing. */
const sessionsCounted = 20;

const isSearch = ({ path, query }: Glimpse): boolean => path.includes('search') || /(?:^|&)q=/.test(query);

export function createRulesA({ perSourceRps, pressureRps }: FilterSettings): Filter {
  const all = fading();
  const kinds = new Recent<Fading>(5000, fading);
  const queries = new Recent<true>(sourcesKept, () => true);
  const repeats = new Recent<Fading>(sourcesKept, fading);
  const sources = new Recent<Source>(sourcesKept, () => ({ rate: fading(), sessions: new Set() }));

  /** What requests have in common. Queries never seen before count together, whatever page they are put to. */
  const kindOf = (glimpse: Glimpse): { kind: string; oneOff: boolean } => {
    const { method, path, query } = glimpse;
    if (query === '') return { kind: `${method} ${path}`, oneOff: false };
    if (isSearch(glimpse)) return { kind: `${method} ${path}?search`, oneOff: false };
    const oneOff = !queries.has(`${path}?${query}`);
    queries.of(`${path}?${query}`);
    return { kind: oneOff ? `${method} /${path.split('/')[1]}?one-off` : `${method} ${path}?known`, oneOff };
  };

  return {
    judge(glimpse, nowMs) {
      const total = add(all, nowMs, tauMs);
      const { kind, oneOff } = kindOf(glimpse);
      const alike = add(kinds.of(kind), nowMs, tauMs);

      const source = sources.of(glimpse.client);
      if (glimpse.cookie !== '' && source.sessions.size < sessionsCounted) source.sessions.add(glimpse.cookie);
      const rate = add(source.rate, nowMs, tauMs) / (tauMs / 1000);
      if (rate > perSourceRps * (1 + source.sessions.size)) return blocked(429, 'source rate');

      const underPressure = total / (tauMs / 1000) > pressureRps;
      if (!underPressure || alike < hotShare * total) return passed;
      const session = glimpse.cookie !== '';
      if (oneOff && !session) return blocked(403, 'one-off queries');
      const repeated = add(repeats.of(`${glimpse.client} ${glimpse.cookie}`), nowMs, repeatTauMs);
      return repeated > (session ? sessionRepeats : 1) + 0.2 ? blocked(403, 'repetition') : passed;
    },
  };
}
