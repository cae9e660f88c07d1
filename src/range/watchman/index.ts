/** Holds the watchman: it scrapes edge and router, tries the relay, applies its rules, and notifies as Prometheus with Alertmanager would. */
import { z } from 'zod';
import { address, urlOf } from '../address.ts';
import { asks, type Control, ok, serveControl } from '../kit/control.ts';
import { shut } from '../kit/listen.ts';
import { controlPort, serviceFile } from '../kit/service.ts';
import { createTally } from '../kit/tally.ts';
import { watchmanSettings } from '../settings.ts';
import { createMailProbe } from './mail-probe.ts';
import { createNotifier, type Verdict } from './notifier.ts';
import { post } from './post.ts';
import { burnOf, burns, surges, within } from './rules.ts';
import { type Sample, scrape } from './scrape.ts';

const settings = z.strictObject({
  ...controlPort,
  watchman: watchmanSettings.prefault({}),
  /** Control addresses of what is scraped, by the name that alerts give it. */
  targets: z.record(z.string(), address),
  relay: address,
  /** Control address of the relay, where its mailboxes are read. */
  mailboxes: address,
});
type WatchmanSettings = z.output<typeof settings>;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function burnVerdict(service: string, series: readonly Sample[], rule: WatchmanSettings['watchman'], nowMs: number): Verdict {
  const shortest = within(series, Math.min(...rule.windows.map(({ shortMs }) => shortMs)), nowMs);
  const bad = shortest.total === 0 ? 0 : shortest.bad / shortest.total;
  return {
    labels: { alertname: 'EdgeErrorBudgetBurn', service, severity: 'page', symptom: 'errors' },
    firing: rule.windows.some((window) => burns(series, window, rule.objective, rule.minRequests, nowMs)),
    annotations: { summary: `The ${service} answers badly or late: ${percent(bad)} of requests, ${burnOf(shortest, rule.objective).toFixed(0)} times what the objective of ${percent(rule.objective)} allows.` },
  };
}

const surgeVerdict = (series: readonly Sample[], rule: WatchmanSettings['watchman'], nowMs: number): Verdict => ({
  labels: { alertname: 'RequestSurge', service: 'router', severity: 'page', symptom: 'traffic' },
  firing: surges(series, rule.surge, nowMs),
  annotations: { summary: `Far more requests than usual: over ${rule.surge.factor} times the rate before.` },
});

const mailVerdict = (failures: number, trouble: string | undefined, rule: WatchmanSettings['watchman']): Verdict => ({
  labels: { alertname: 'MailDeliveryFailing', service: 'mail', severity: 'page', symptom: 'delivery' },
  firing: failures >= rule.mailFailures,
  annotations: { summary: trouble === undefined ? 'The mail relay takes messages and delivers them.' : `Mail does not get through: ${trouble}.` },
});

/** Always firing: whoever hears it knows that alerts get through, so that silence means something. kube-prometheus has the same. */
const watchdog: Verdict = {
  labels: { alertname: 'Watchdog', service: 'watchman', severity: 'none' },
  firing: true,
  annotations: { summary: 'This alert always fires, to show that alerts get through.' },
};

/** Runs `task` every `everyMs`, never twice at once; returns how to stop. */
function repeat(everyMs: number, task: () => Promise<void>): () => void {
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void task().finally(() => (busy = false));
  }, everyMs);
  return () => clearInterval(timer);
}

export default serviceFile({
  settings,
  async start({ control: at, watchman: rule, targets, relay, mailboxes }) {
    const freshNotifier = () => createNotifier({ ...rule, externalUrl: urlOf(at) });
    let notifier = freshNotifier();
    const keptMs = Math.max(...rule.windows.map(({ longMs }) => longMs), rule.surge.windowMs * 10) + 2 * rule.scrapeMs;
    const series = new Map<string, Sample[]>(Object.keys(targets).map((name) => [name, []]));
    const tryMail = createMailProbe(relay, mailboxes, 2 * rule.mailEveryMs);
    let failures = 0;

    const notify = async () => {
      for (const { payload, sent, failed } of notifier.due(Date.now())) {
        if (rule.webhook === undefined || (await post(rule.webhook, payload))) sent();
        else failed();
      }
    };
    const look = async () => {
      notifier.hear(watchdog, Date.now());
      await Promise.all(
        Object.entries(targets).map(async ([name, target]) => {
          const kept = series.get(name) ?? [];
          const sample = await scrape(target, rule.slowMs, Math.max(1000, rule.scrapeMs));
          const nowMs = Date.now();
          if (sample !== undefined) kept.push(sample);
          while ((kept[0]?.atMs ?? nowMs) < nowMs - keptMs) kept.shift();
          if (rule.rules.includes('burn-rate')) notifier.hear(burnVerdict(name, kept, rule, nowMs), nowMs);
          if (name === 'router' && rule.rules.includes('surge')) notifier.hear(surgeVerdict(kept, rule, nowMs), nowMs);
        }),
      );
      await notify();
    };
    const lookAtMail = async () => {
      const trouble = await tryMail();
      failures = trouble === undefined ? 0 : failures + 1;
      notifier.hear(mailVerdict(failures, trouble, rule), Date.now());
    };

    const control: Control = (ask) => {
      if (asks(ask, 'POST', 'forget')) {
        notifier = freshNotifier();
        failures = 0;
        for (const samples of series.values()) samples.length = 0;
      }
      return asks(ask, 'GET', 'alerts') ? ok(notifier.firing()) : undefined;
    };
    const desk = await serveControl(at, createTally('watchman'), control);
    const stops = [repeat(rule.scrapeMs, look), ...(rule.rules.includes('mail') ? [repeat(rule.mailEveryMs, lookAtMail)] : [])];
    return {
      control: urlOf(at),
      async close() {
        for (const stop of stops) stop();
        await shut(desk);
      },
    };
  },
});
