/** Holds the test of the watchman: it alerts under saturation and resolves after it, speaks Alertmanager's webhook, and watches mail. */
import { expect } from 'chai';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { burns, surges } from '../../src/range/watchman/rules.ts';
import { sampleOf } from '../../src/range/watchman/scrape.ts';
import { alertmanagerWebhook, type AlertmanagerWebhook, fingerprintOf, zeroTime } from '../../src/wire/alertmanager.ts';
import { ask, planned, type Range, startAll, stopAll, until } from './kit.ts';

/** A receiver that turns the first message away, as receivers do when they restart. */
async function receiver(): Promise<{ url: string; heard: AlertmanagerWebhook[]; server: Server }> {
  const heard: AlertmanagerWebhook[] = [];
  let turnedAway = false;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (turnedAway) heard.push(alertmanagerWebhook.parse(JSON.parse(body)));
      response.writeHead(turnedAway ? 200 : 503).end();
      turnedAway = true;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, heard, server };
}

describe('the watchman', function () {
  this.timeout(90_000);
  let range: Range;
  let hook: Awaited<ReturnType<typeof receiver>>;
  before(async () => {
    hook = await receiver();
    const settings = {
      edge: { capacity: { workers: 1, serviceMs: 50, queue: 2 } },
      watchman: { windows: [{ longMs: 4000, shortMs: 1000, burn: 14.4 }], scrapeMs: 200, groupWaitMs: 200, groupIntervalMs: 200, mailEveryMs: 500, mailFailures: 2, minRequests: 10 },
    };
    range = await startAll(await planned(settings, hook.url), ['communities', 'edge', 'router', 'mail', 'watchman']);
  });
  after(async () => {
    await stopAll(range);
    hook.server.closeAllConnections();
    hook.server.close();
  });

  const heard = (is: (message: AlertmanagerWebhook) => boolean, forMs = 30_000) => until(() => Promise.resolve(hook.heard.find(is)), (message) => message !== undefined, forMs);
  const about = (name: string, status: string) => (message: AlertmanagerWebhook) => message.groupLabels['alertname'] === name && message.status === status;

  it('alerts while the edge is saturated, and resolves when it no longer is', async () => {
    const flooding = new AbortController();
    const flood = (async () => {
      while (!flooding.signal.aborted) {
        await Promise.race([Promise.all(Array.from({ length: 8 }, () => ask(`${range.router.data}/communities/topics/1`))), new Promise((resolve) => setTimeout(resolve, 100))]);
      }
    })();
    const firing = await heard(about('EdgeErrorBudgetBurn', 'firing'));
    flooding.abort();
    await flood;
    expect(firing?.commonLabels).to.include({ alertname: 'EdgeErrorBudgetBurn', severity: 'page', symptom: 'errors' });
    const first = firing?.alerts[0];
    expect(['edge', 'router']).to.include(first?.labels['service']);
    expect(first?.endsAt).to.equal(zeroTime);
    expect(first?.fingerprint).to.equal(fingerprintOf(first?.labels ?? {}));

    const calm = new AbortController();
    const users = (async () => {
      while (!calm.signal.aborted) await ask(`${range.router.data}/communities/topics/1`);
    })();
    const resolved = await heard(about('EdgeErrorBudgetBurn', 'resolved'));
    calm.abort();
    await users;
    expect(resolved?.alerts.every(({ status, endsAt, startsAt }) => status === 'resolved' && Date.parse(endsAt) > Date.parse(startsAt))).to.equal(true);
  });

  for (const [how, says] of [['temporary-failure', 'reply 451'], ['lost', 'was not delivered'], ['bounced', 'was sent back']] as const) {
    it(`alerts when mail meets a relay in mode ${how}, says so, and resolves when it gets through again`, async () => {
      const mode = (from: string, to: string) => ask(`${range.mail.control}/mode`, { method: 'PUT', json: { from, to } });
      const firing = async () => (JSON.parse((await ask(`${range.watchman.control}/alerts`)).body) as { labels: { alertname: string } }[]).map(({ labels }) => labels.alertname);
      await until(firing, (names) => !names.includes('MailDeliveryFailing'), 30_000);
      hook.heard.length = 0;
      await mode('normal', how);
      const told = await heard((message) => about('MailDeliveryFailing', 'firing')(message) && (message.commonAnnotations['summary'] ?? '').includes(says));
      expect(told?.commonLabels).to.deep.equal({ alertname: 'MailDeliveryFailing', service: 'mail', severity: 'page', symptom: 'delivery' });
      expect(await firing()).to.have.members(['Watchdog', 'MailDeliveryFailing']);
      await mode(how, 'normal');
      expect((await heard(about('MailDeliveryFailing', 'resolved')))?.alerts).to.have.length(1);
    });
  }
});

describe("the watchman's rules", () => {
  const series = (rates: readonly { readonly forS: number; readonly rps: number; readonly bad: number }[]) => {
    const samples = [{ atMs: 0, total: 0, good: 0 }];
    for (const { forS, rps, bad } of rates) {
      for (let s = 0; s < forS; s += 1) {
        const last = samples.at(-1) ?? { atMs: 0, total: 0, good: 0 };
        samples.push({ atMs: last.atMs + 1000, total: last.total + rps, good: last.good + rps * (1 - bad) });
      }
    }
    return samples;
  };
  const fast = { longMs: 60_000, shortMs: 5000, burn: 14.4 };
  const firing = (rates: Parameters<typeof series>[0]) => {
    const samples = series(rates);
    return burns(samples, fast, 0.999, 20, samples.at(-1)?.atMs ?? 0);
  };

  it('fire on a total outage of a 99.9 % objective within a second of an hour compressed to a minute', () => {
    // 14.4 x 0.1 % of 60 s is 0.86 s of total outage, the workbook's 52 s in real time.
    expect(firing([{ forS: 59, rps: 40, bad: 0 }, { forS: 1, rps: 40, bad: 1 }])).to.equal(true);
    expect(firing([{ forS: 60, rps: 40, bad: 0.01 }])).to.equal(false);
    expect(firing([{ forS: 60, rps: 40, bad: 0.02 }])).to.equal(true);
  });

  it('stop when the short window is well again, although the long one still remembers', () => {
    expect(firing([{ forS: 30, rps: 40, bad: 0.5 }, { forS: 5, rps: 40, bad: 0 }])).to.equal(false);
  });

  it('say nothing on too few requests, or on none', () => {
    expect(firing([{ forS: 3, rps: 2, bad: 1 }])).to.equal(false);
    expect(burns([], fast, 0.999, 20, 0)).to.equal(false);
  });

  it('take a crowd for a surge as readily as an attack: the naive rule is naive', () => {
    const rule = { factor: 3, overRps: 50, windowMs: 3000 };
    const crowd = series([{ forS: 20, rps: 40, bad: 0 }, { forS: 3, rps: 190, bad: 0 }]);
    expect(surges(crowd, rule, 23_000)).to.equal(true);
    expect(surges(series([{ forS: 23, rps: 40, bad: 0 }]), rule, 23_000)).to.equal(false);
    expect(surges(series([{ forS: 2, rps: 190, bad: 0 }]), rule, 2000), 'without a usual rate').to.equal(false);
  });

  it('read good and fast answers from Prometheus text', () => {
    const text = [
      'range_request_duration_seconds_bucket{le="0.5",code="2xx",service="edge"} 6',
      'range_request_duration_seconds_bucket{le="1",code="2xx",service="edge"} 8',
      'range_request_duration_seconds_bucket{le="+Inf",code="2xx",service="edge"} 10',
      'range_request_duration_seconds_count{code="2xx",service="edge"} 10',
      'range_request_duration_seconds_bucket{le="1",code="4xx",service="edge"} 3',
      'range_request_duration_seconds_count{code="4xx",service="edge"} 3',
      'range_request_duration_seconds_bucket{le="1",code="5xx",service="edge"} 5',
      'range_request_duration_seconds_count{code="5xx",service="edge"} 5',
    ].join('\n');
    expect(sampleOf(text, 800, 7)).to.deep.equal({ atMs: 7, total: 18, good: 11 });
  });

  it('name a set of labels as Prometheus does', () => {
    // The empty set's fingerprint is FNV-1a's offset basis.
    expect(fingerprintOf({})).to.equal('cbf29ce484222325');
    expect(fingerprintOf({ b: '2', a: '1' })).to.equal(fingerprintOf({ a: '1', b: '2' }));
    expect(fingerprintOf({ a: '1' })).to.not.equal(fingerprintOf({ a: '2' }));
  });
});
