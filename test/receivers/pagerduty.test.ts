/** Holds the tests of the receiver `pagerduty`: events by PagerDuty's own SDK, webhooks as PagerDuty's documentation shows them. */
import { acknowledge, change, event, resolve, trigger } from '@pagerduty/pdjs';
import { expect } from 'chai';
import { createHmac } from 'node:crypto';
import { behindTls, type BehindTls } from './behind-tls.ts';
import { served, type Served } from './served.ts';

const routing_key = 'R0123456789abcdef0123456789abcde';
const secret = 'the secret that PagerDuty showed once';
const payload = { summary: 'the edge answers badly', source: 'edge-1', severity: 'critical', component: 'edge', class: 'EdgeErrorBudgetBurn', custom_details: { region: 'eu', rate: 0.5, nested: { not: 'a label' } } } as const;

describe('receiver pagerduty', () => {
  let receivers: Served;
  const open = async (settings: object = {}) => {
    receivers = await served({ pagerduty: settings }, { pagerduty: secret });
  };
  afterEach(() => receivers.close());
  const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}, method = 'POST') => fetch(`${receivers.url}/pagerduty${path}`, { method, headers: { 'content-type': 'application/json', ...headers }, ...(method !== 'GET' && { body }) });
  const alerts = () => receivers.of('alert.heard');

  describe('by the SDK', () => {
    let tls: BehindTls | undefined;
    let to: { readonly server: string; readonly agent: BehindTls['agent'] };
    beforeEach(async function () {
      await open();
      tls = await behindTls(receivers.url);
      if (tls === undefined) {
        process.stdout.write('      skipped: no openssl here, and the SDK speaks nothing but HTTPS\n');
        return this.skip();
      }
      to = { server: `${tls.host}${new URL(receivers.url).pathname}/pagerduty`, agent: tls.agent };
      return undefined;
    });
    afterEach(() => tls?.close());

    it('takes an alert from its beginning to its end, under one fingerprint', async () => {
      const first = await trigger({ ...to, data: { routing_key, dedup_key: 'edge/1', payload: { ...payload, timestamp: '2013-05-10T14:25:00Z' } } as never });
      expect(first.response.status).to.equal(202);
      expect(first.data).to.deep.equal({ status: 'success', message: 'Event processed', dedup_key: 'edge/1' });
      await acknowledge({ ...to, data: { routing_key, dedup_key: 'edge/1' } as never });
      await resolve({ ...to, data: { routing_key, dedup_key: 'edge/1' } as never });
      const [fired, ended] = alerts();
      expect(fired).to.deep.include({
        by: 'receiver/pagerduty', receiver: 'pagerduty', status: 'firing', rung: 'accepted', startsAtMs: Date.parse('2013-05-10T14:25:00Z'),
        labels: { alertname: 'EdgeErrorBudgetBurn', severity: 'critical', source: 'edge-1', component: 'edge', class: 'EdgeErrorBudgetBurn', region: 'eu', rate: '0.5' },
        annotations: { summary: 'the edge answers badly' },
      });
      expect(ended).to.deep.include({ status: 'resolved', labels: fired?.labels, fingerprint: fired?.fingerprint, startsAtMs: fired?.startsAtMs });
      expect(alerts()).to.have.length(2);
      expect(receivers.of('milestone.reached').map(({ milestone, actor, source, rung }) => ({ milestone, actor, source, rung }))).to.deep.equal([{ milestone: 'acknowledged', actor: 'automation', source: 'observed', rung: 'acknowledged' }]);
      expect(JSON.stringify(receivers.of('alert.heard'))).not.to.include(routing_key);
    });

    it('makes a key where none is given, and takes change events, which raise no alarm', async () => {
      const { data } = await event({ ...to, data: { routing_key, event_action: 'trigger', payload } as never });
      expect((data as { readonly dedup_key?: string }).dedup_key).to.match(/^[0-9a-f]{32}$/);
      const changed = await change({ ...to, data: { routing_key, payload: { summary: 'deployed 4.2', source: 'ci' } } as never });
      expect([changed.response.status, changed.data]).to.deep.equal([202, { status: 'success', message: 'Change event processed' }]);
      expect(alerts().at(-1)?.labels).to.deep.equal({ alertname: 'deployed 4.2', source: 'ci', severity: 'none', event: 'change' });
    });

    it("lets the SDK see PagerDuty's own refusals", async () => {
      const { response, data } = await trigger({ ...to, data: { routing_key: 'short', payload: { ...payload, severity: 'dreadful' } } as never });
      expect(response.status).to.equal(400);
      expect(data).to.deep.equal({ status: 'invalid event', message: 'Event object is invalid', errors: ["Length of 'routing_key' is incorrect (should be 32 characters)", "'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')"] });
    });
  });

  it('refuses what PagerDuty refuses, and puts that down', async () => {
    await open({ perMinuteMax: 1 });
    const whole = { routing_key, event_action: 'trigger', payload };
    const refused = [
      [400, '{"routing_key":', 'JSON parse error'],
      [400, JSON.stringify({ event_action: 'trigger', payload }), "'routing_key' is missing or blank"],
      [400, JSON.stringify({ ...whole, event_action: 'shout' }), "'event_action' is invalid"],
      [400, JSON.stringify({ routing_key, event_action: 'resolve' }), "'dedup_key' is missing or blank"],
      [400, JSON.stringify({ ...whole, payload: undefined }), "'payload' is missing or blank"],
      [400, JSON.stringify({ ...whole, payload: { ...payload, summary: ' ' } }), "'payload.summary' is missing or blank"],
      [400, JSON.stringify([whole]), 'event_action'],
      [413, JSON.stringify({ ...whole, payload: { ...payload, custom_details: 'x'.repeat(600_000) } }), 'too large'],
    ] as const;
    for (const [status, body, says] of refused) {
      const answer = await post('/v2/enqueue', body);
      expect(answer.status, says).to.equal(status);
      expect(await answer.text()).to.include(says);
    }
    expect((await post('/v2/enqueue', JSON.stringify(whole))).status).to.equal(202);
    const throttled = await post('/v2/enqueue', JSON.stringify(whole));
    expect([throttled.status, await throttled.text()]).to.deep.equal([429, '{"status":"throttle exceeded","message":"Requests for this service are arriving too quickly.  Please retry later.","errors":["Enhance Your Calm."]}']);
    expect((await post('/v2/enqueue', '', {}, 'GET')).status).to.equal(405);
    expect((await post('/incidents', '{}')).status).to.equal(404);
    expect(receivers.of('receiver.refused').map(({ status }) => status)).to.deep.equal([...refused.map(([status]) => status), 429, 405, 404]);
    expect(alerts()).to.have.length(1);
  });

  it("reads the labels that Alertmanager's default template lists", async () => {
    await open();
    // As `pagerduty.default.instances` writes them. Source: Alertmanager, template/default.tmpl.
    const firing = 'Labels:\n - alertname = SiteDown\n - instance = a\n - service = edge\nAnnotations:\n - summary = nobody = comes through\nSource: http://x/\nLabels:\n - alertname = SiteDown\n - instance = b\n - service = edge\nAnnotations:\nSource: http://x/\n';
    await post('/v2/enqueue', JSON.stringify({ routing_key, event_action: 'trigger', dedup_key: 'k', payload: { summary: '[FIRING:2] SiteDown', source: 'Alertmanager', severity: 'error', custom_details: { firing, num_firing: '2', resolved: '' } } }));
    expect(alerts()[0]?.labels).to.deep.equal({ alertname: 'SiteDown', severity: 'error', source: 'Alertmanager', num_firing: '2', service: 'edge' });
  });

  it('records hostile words as what they are, in bounded length', async () => {
    await open();
    const summary = '<script>alert(1)</script>\u202e =HYPERLINK("http://x")\r\nx-injected: 1';
    await post('/v2/enqueue', JSON.stringify({ routing_key, event_action: 'trigger', payload: { summary, source: 's'.repeat(5000), severity: 'info', custom_details: { __proto__: null, constructor: 'x', ...Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, i])) } } }));
    const [heard] = alerts();
    expect(heard?.labels['alertname']).to.equal(summary);
    expect(heard?.labels['source']).to.have.length(1000);
    expect(Object.keys(heard?.labels ?? {})).to.have.length(64);
  });

  describe('by webhooks', () => {
    // Source: PagerDuty's developer documentation, "Webhooks v3", example of incident.acknowledged.
    const told = (type: string, agent: object | null, id = '01BPCWMJGSVUMJHHMGPFVTMAI4', occurred_at = '2020-10-02T18:45:22.169Z') =>
      JSON.stringify({
        event: {
          id, event_type: `incident.${type}`, resource_type: 'incident', occurred_at, agent, client: null,
          data: {
            id: 'PGR0VU2', type: 'incident', self: 'https://api.pagerduty.com/incidents/PGR0VU2', html_url: 'https://acme.pagerduty.com/incidents/PGR0VU2', number: 2, status: type, incident_key: 'd3640fbd41094207a1c11e58e46b1662', title: 'A little bump in the road',
            service: { html_url: 'https://acme.pagerduty.com/services/PF9KMXH', id: 'PF9KMXH', self: 'https://api.pagerduty.com/services/PF9KMXH', summary: 'API Service', type: 'service_reference' },
            assignees: [], escalation_policy: { id: 'PUS0KTE', summary: 'Default', type: 'escalation_policy_reference' }, teams: [], priority: { id: 'PSO75BM', summary: 'P1', type: 'priority_reference' }, urgency: 'high', conference_bridge: null, resolve_reason: null,
          },
        },
      });
    const person = { html_url: 'https://acme.pagerduty.com/users/PLH1HKV', id: 'PLH1HKV', self: 'https://api.pagerduty.com/users/PLH1HKV', summary: 'Tenex Engineer', type: 'user_reference' };
    const signature = (body: string, key = secret) => `v1=${createHmac('sha256', key).update(body).digest('hex')}`;
    const send = async (body: string, header: string | undefined = signature(body)) => (await post('/webhooks/v3', body, header === '' ? {} : { 'x-pagerduty-signature': header })).status;
    beforeEach(() => open());

    it("tells a person's acknowledgement from an automation's", async () => {
      const rule = { id: 'PAUT0', type: 'service_reference', summary: 'Auto-acknowledge' };
      const agents = [person, rule, { id: 'PI', type: 'inbound_integration_reference', summary: 'API' }, null];
      for (const [n, agent] of agents.entries()) expect(await send(told('acknowledged', agent, `id-${n}`))).to.equal(200);
      expect(receivers.of('milestone.reached').map(({ actor }) => actor)).to.deep.equal(['person', 'automation', 'automation', 'automation']);
      expect(receivers.of('milestone.reached')[0]).to.include({ milestone: 'acknowledged', role: 'monitoring', source: 'observed', rung: 'acknowledged', detail: 'Tenex Engineer took incident 2: A little bump in the road' });
    });

    it('is heard as the same alert that an event triggered', async () => {
      await post('/v2/enqueue', JSON.stringify({ routing_key, event_action: 'trigger', dedup_key: 'd3640fbd41094207a1c11e58e46b1662', payload }));
      for (const [n, type] of ['triggered', 'escalated', 'resolved'].entries()) expect(await send(told(type, null, `id-${n}`))).to.equal(200);
      expect(alerts().map(({ status }) => status)).to.deep.equal(['firing', 'firing', 'firing', 'resolved']);
      expect(new Set(alerts().map(({ fingerprint }) => fingerprint)).size).to.equal(1);
      expect(alerts()[1]?.labels).to.deep.equal({ alertname: 'A little bump in the road', service: 'API Service', urgency: 'high', priority: 'P1' });
    });

    it('checks the signature over the bytes as they came', async () => {
      const body = told('acknowledged', person);
      expect(await send(body, '')).to.equal(401);
      expect(await send(body, signature(body, 'another'))).to.equal(401);
      expect(await send(`${body} `, signature(body))).to.equal(401);
      expect(await send(body, signature(body).replace('v1=', 'v0='))).to.equal(401);
      expect(await send(body, 'v1=zz,v1=')).to.equal(401);
      expect(receivers.of('milestone.reached')).to.deep.equal([]);
      expect(await send(body, `${signature(body, 'the one before')},${signature(body)}`)).to.equal(200);
      expect(receivers.of('milestone.reached')).to.have.length(1);
      expect(receivers.of('receiver.refused').map(({ status }) => status)).to.deep.equal([401, 401, 401, 401, 401]);
      expect(JSON.stringify(receivers.of('receiver.refused'))).not.to.include(secret);
    });

    it('takes a webhook that comes again for the one that it is', async () => {
      const body = told('acknowledged', person);
      for (let i = 0; i < 3; i++) expect(await send(body)).to.equal(200);
      expect(receivers.of('milestone.reached')).to.have.length(1);
    });

    it("takes PagerDuty's time where it can be, and its own where a clock is off", async () => {
      const nowMs = Date.now();
      const moments = [nowMs - 60_000, nowMs + 3_600_000, nowMs - 365 * 86_400_000];
      for (const [n, ms] of moments.entries()) await send(told('acknowledged', person, `id-${n}`, new Date(ms).toISOString()));
      const [late, ahead, ago] = receivers.of('milestone.reached').map(({ atMs }) => atMs);
      expect(late).to.equal(moments[0]);
      for (const atMs of [ahead, ago]) expect(atMs).to.be.within(nowMs - 1000, Date.now() + 1000);
    });

    it('refuses what is signed and no webhook, and takes the test message', async () => {
      for (const body of ['{', '{}', '{"event":{"id":"x"}}']) expect(await send(body)).to.equal(400);
      expect(await send(JSON.stringify({ event: { id: 'ping', event_type: 'pagey.ping', resource_type: 'pagey', occurred_at: '2020-10-02T18:45:22.169Z', agent: null, client: null, data: { message: 'Hello from your friend Pagey!', type: 'ping' } } }))).to.equal(200);
      expect(alerts().map(({ labels }) => labels)).to.deep.equal([{ alertname: 'pagey.ping', severity: 'none' }]);
    });
  });
});
