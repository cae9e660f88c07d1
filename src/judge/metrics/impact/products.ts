/** Holds the metrics of what else shared the edge's fate: the deploy path, the ledger of writes and the case portal. */
import { between, inTime } from '../../derive/per-history.ts';
import { metric, unmeasured, value } from '../../metric.ts';
import { blind } from '../../watch.ts';
import { incidentSpan } from './incident-span.ts';
import { watchedUntil } from '../../derive/watched.ts';

const shown = { capability: 'impact', unit: 'share', critical: false, basis: 'always shown, never rated' } as const;

export const deployPath = metric({
  ...shown,
  id: 'deploy-path',
  title: 'Changes that could be pushed during the attack',
  sentence: 'Of the changes tried during the attack, {measured} went live.',
  measure: (history) => {
    const { fromMs, toMs } = incidentSpan(history);
    const unseen = blind(history, 'deploy.probed', fromMs, Math.min(toMs, watchedUntil(history)));
    if (unseen !== undefined) return unmeasured(unseen);
    const probes = between(inTime(history, 'deploy.probed'), fromMs, toMs);
    const [first, ...more] = probes.map((probe) => probe.seq);
    return first === undefined ? unmeasured('no change was tried during the attack') : value(probes.filter((probe) => probe.ok).length / probes.length, first, ...more.slice(-1));
  },
});

export const ledgerIntact = metric({
  ...shown,
  id: 'ledger-intact',
  title: 'Acknowledged writes that are still there',
  sentence: 'Of all writes that were acknowledged, {measured} were there at the end.',
  measure: (history) => {
    const last = history.last('ledger.checked');
    if (last === undefined) return unmeasured('no observer wrote ledger.checked');
    if (last.acknowledged === 0) return unmeasured('no write was acknowledged');
    return value(last.present / last.acknowledged, last.seq);
  },
});

export const portalCases = metric({
  ...shown,
  id: 'portal-cases',
  title: 'Support cases that the portal took during the attack',
  sentence: 'Of the support cases tried during the attack, the portal took {measured}.',
  measure: (history) => {
    const { fromMs, toMs } = incidentSpan(history);
    const tried = between(inTime(history, 'case.moved'), fromMs, toMs).filter((moved) => moved.channel === undefined && (moved.state === 'opened' || moved.state === 'refused'));
    const [first, ...more] = tried.map((moved) => moved.seq);
    return first === undefined ? unmeasured('no case was tried during the attack') : value(tried.filter((moved) => moved.state === 'opened').length / tried.length, first, ...more);
  },
});
