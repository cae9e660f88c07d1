/** Holds when each part of the practised system was proved to be impaired, so that a channel which stands on it can be told to share its fate. */
import type { PanelNode } from '../../record/panel.ts';
import { panelNodes } from '../../record/panel.ts';
import type { History } from '../../record/history.ts';
import { attackOf } from '../derive/onset.ts';
import { inTime, perHistory } from '../derive/per-history.ts';
import { impactOf, recoveryOf } from '../derive/suffering.ts';

export interface Outage {
  readonly fromMs: number;
  readonly toMs: number;
  readonly seq: number;
}

/** What is up and down by turns is impaired throughout: nobody can rely on a channel that answers every other time. */
const turnsMs = 15_000;

export interface Look {
  readonly atMs: number;
  readonly ok: boolean;
  readonly seq: number;
}

/** From the first of two bad looks in a row to the good one that is followed by no bad one for a while. */
export function outages(looks: readonly Look[]): readonly Outage[] {
  const found: Outage[] = [];
  for (const [n, look] of looks.entries()) {
    if (look.ok) continue;
    const last = found.at(-1);
    const toMs = looks[n + 1]?.atMs ?? Number.POSITIVE_INFINITY;
    if (last !== undefined && look.atMs - last.toMs <= turnsMs) found[found.length - 1] = { ...last, toMs };
    else if (looks[n + 1]?.ok === false) found.push({ fromMs: look.atMs, toMs, seq: look.seq });
  }
  return found;
}

/** What is down for two reasons at once is down once; in order of time. */
export function joined(spans: readonly Outage[]): readonly Outage[] {
  const all: Outage[] = [];
  for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = all.at(-1);
    if (last !== undefined && span.fromMs <= last.toMs) all[all.length - 1] = { ...last, toMs: Math.max(last.toMs, span.toMs) };
    else all.push(span);
  }
  return all;
}

/** What was seen, again and again, of each part that is looked at from outside. */
export const looksAt: Readonly<Record<Exclude<PanelNode, 'edge'>, (history: History) => readonly Look[]>> = {
  mail: (history) => inTime(history, 'mail.canary').flatMap(({ atMs, seq, state }) => (state === 'accepted' ? [] : [{ atMs, seq, ok: state === 'delivered' }])),
  portal: (history) => inTime(history, 'probes.seen').flatMap(({ atMs, seq, proxies }) => (proxies['portal'] === undefined ? [] : [{ atMs, seq, ok: proxies['portal'].outcome === 'ok' }])),
  'status-page': (history) => inTime(history, 'status.fetched'),
};

/** Users say of the edge whether it was impaired: outside their objective, until they were back. */
function edge(history: History): readonly Outage[] {
  const impact = impactOf(history);
  return impact === undefined ? [] : [{ fromMs: impact.ms, toMs: recoveryOf(history)?.tr?.ms ?? attackOf(history)?.end.ms ?? Number.POSITIVE_INFINITY, seq: impact.seq }];
}

export const outagesOf = perHistory((history: History): Readonly<Record<PanelNode, readonly Outage[]>> => ({ edge: edge(history), mail: outages(looksAt.mail(history)), portal: outages(looksAt.portal(history)), 'status-page': outages(looksAt['status-page'](history)) }));

export const impairedAt = (history: History, node: PanelNode, ms: number): Outage | undefined => outagesOf(history)[node].find((outage) => outage.fromMs <= ms && ms < outage.toMs);

/** Whether any of the parts whose bits are set was impaired. */
export const anyImpaired = (history: History, bits: number, ms: number): boolean => bits !== 0 && panelNodes.some((node, n) => (bits & (1 << n)) !== 0 && impairedAt(history, node, ms) !== undefined);
