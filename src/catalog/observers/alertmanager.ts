/** Holds the observer `alertmanager`: asks a real Alertmanager which alerts fire, and who silenced some while the drill went on. */
import { z } from 'zod';
import type { World } from '../../ports/capabilities.ts';
import { Problem } from '../../problem.ts';
import { apiAlerts, apiSilences, apiUrl, listFrom, matchersText } from '../../wire/alertmanager-api.ts';
import type { ApiAlert, ApiList, ApiSilence } from '../../wire/alertmanager-api.ts';
import { observer } from '../observer.ts';
import { every, rounds } from './rounds.ts';

const limitMs = 2000;

async function ask<T>(base: string, list: ApiList<T>, world: World<'http'>, limit: AbortSignal): Promise<readonly T[]> {
  const url = apiUrl(base, list);
  const { status, body, error } = await world.http.fetch({ url }, limit);
  const read = status === 200 ? listFrom(list, body) : { got: status === 0 ? (error ?? 'no answer') : `status ${status}` };
  if ('list' in read) return read.list;
  throw new Problem({ expected: "a list of Alertmanager's API, version 2", got: read.got, where: url, next: 'Look whether its address is right and whether it can be reached; until then no alert is heard this way.' });
}

interface Told {
  readonly status: 'firing' | 'resolved';
  readonly alert: ApiAlert;
}

/** Tells from one answer to the next which alerts are new and which are over. What is silenced reaches nobody and isn't heard; it isn't over either. */
function alertsHeard(): (alerts: readonly ApiAlert[]) => readonly Told[] {
  const firing = new Map<string, ApiAlert>();
  return (alerts) => {
    const listed = new Map(alerts.map((alert) => [alert.fingerprint, alert]));
    const over = [...firing.values()].filter((alert) => (listed.get(alert.fingerprint)?.startsAt ?? Infinity) > alert.startsAt);
    for (const { fingerprint } of over) firing.delete(fingerprint);
    const begun = alerts.filter((alert) => alert.status.state === 'active' && !firing.has(alert.fingerprint));
    for (const alert of begun) firing.set(alert.fingerprint, alert);
    return [...over.map((alert) => ({ status: 'resolved' as const, alert })), ...begun.map((alert) => ({ status: 'firing' as const, alert }))];
  };
}

/** Tells which silences were made since the first answer, or were made to last longer; those of the first answer were there before. */
function silencesMade(): (silences: readonly ApiSilence[]) => readonly ApiSilence[] {
  const ends = new Map<string, number>();
  let first = true;
  return (silences) => {
    const made = silences.filter(({ id, endsAt }) => !first && endsAt > (ends.get(id) ?? -Infinity));
    for (const { id, endsAt } of silences) ends.set(id, endsAt);
    first = false;
    return made;
  };
}

export const alertmanager = observer({
  kind: 'alertmanager',
  summary: "asks an Alertmanager's API which alerts fire, and who silenced some during the drill",
  needs: ['http'],
  spec: z
    .strictObject({ url: z.url({ protocol: /^https?$/ }).describe('base URL of the Alertmanager, such as http://alertmanager.staging.svc:9093'), every: every('2s') })
    .transform(({ url, every }) => ({ url, everyMs: every })),
  observe: async ({ url, everyMs }, world, emit, stop) => {
    const heard = alertsHeard();
    const made = silencesMade();
    await rounds('observer alertmanager', everyMs, world, emit, stop, async () => {
      const startMs = world.clock.now();
      const [alerts, silences] = await world.clock.within(limitMs, stop, (limit) => Promise.all([ask(url, apiAlerts, world, limit), ask(url, apiSilences, world, limit)]));
      if (stop.aborted) return;
      const halfMs = (world.clock.now() - startMs) / 2;
      const when = { atMs: startMs + halfMs, clockErrMs: halfMs };
      emit('alerts.read', { ...when, everyMs, alerts: alerts.length });
      for (const { status, alert } of heard(alerts)) {
        const { labels, annotations, startsAt, fingerprint } = alert;
        emit('alert.heard', { ...when, receiver: 'alertmanager-api', status, labels, annotations, startsAtMs: startsAt, fingerprint });
      }
      for (const silence of made(silences)) {
        const { id, createdBy, comment, endsAt } = silence;
        emit('silence.seen', { ...when, id, matchers: matchersText(silence), createdBy, comment, endsAtMs: endsAt });
      }
    });
  },
});
