/** Holds the tests of the receiver `grafana`, sent what Grafana's documentation shows. */
import { expect } from 'chai';
import { served, type Served } from './served.ts';

// Source: Grafana's documentation, "Configure the webhook notifier for Alerting", example of a body (shortened to its two alerts' differences).
const alert = (status: 'firing' | 'resolved', alertname: string, fingerprint: string) => ({
  status,
  labels: { alertname, team: 'blue', zone: 'us-1' },
  annotations: { description: 'The system has high memory usage', runbook_url: 'https://myrunbook.com/runbook/1234', summary: 'This alert was triggered for zone us-1' },
  startsAt: '2021-10-12T09:51:03.157076+02:00', endsAt: '0001-01-01T00:00:00Z', generatorURL: 'https://play.grafana.org/alerting/1afz29v7z/edit', fingerprint,
  silenceURL: 'https://play.grafana.org/alerting/silence/new?alertmanager=grafana', dashboardURL: '', panelURL: '', values: { B: 44.23943737541908, C: 1, D: null },
});
const webhook = {
  receiver: 'My Super Webhook', status: 'firing', orgId: 1, alerts: [alert('firing', 'High memory usage', 'c6eadffa33fcdf37'), alert('resolved', 'High CPU usage', 'bc97ff14869b13e3')],
  groupLabels: {}, commonLabels: { team: 'blue' }, commonAnnotations: {}, externalURL: 'https://play.grafana.org/', version: '1', groupKey: '{}:{}', truncatedAlerts: 0,
  title: '[FIRING:2]  (blue)', state: 'alerting', message: '**Firing**\n\nLabels:\n - alertname = T2',
};

describe('receiver grafana', () => {
  let receivers: Served;
  before(async () => {
    receivers = await served();
  });
  after(() => receivers.close());
  const send = (body: string, method = 'POST') => fetch(`${receivers.url}/grafana`, { method, headers: { 'content-type': 'application/json' }, ...(method !== 'GET' && { body }) });

  it("puts down each alert with Grafana's own labels and fingerprint", async () => {
    expect((await send(JSON.stringify(webhook))).status).to.equal(200);
    expect((await send(JSON.stringify({ ...webhook, alerts: [] }), 'PUT')).status).to.equal(200);
    expect(receivers.of('alert.heard').map(({ status, fingerprint }) => [status, fingerprint])).to.deep.equal([['firing', 'c6eadffa33fcdf37'], ['resolved', 'bc97ff14869b13e3']]);
    expect(receivers.of('alert.heard')[0]).to.deep.include({ receiver: 'grafana', by: 'receiver/grafana', rung: 'accepted', labels: { alertname: 'High memory usage', team: 'blue', zone: 'us-1' }, startsAtMs: Date.parse('2021-10-12T07:51:03.157Z') });
  });

  it('refuses anything else, and puts that down', async () => {
    const wrong = ['{', '{}', JSON.stringify({ ...webhook, version: '4' }), JSON.stringify({ ...webhook, alerts: [{ status: 'firing' }] }), JSON.stringify({ ...webhook, alerts: [{ ...webhook.alerts[0], startsAt: 'yesterday' }] })];
    for (const body of wrong) expect((await send(body)).status).to.equal(400);
    expect((await send('', 'GET')).status).to.equal(405);
    expect(receivers.of('receiver.refused').map(({ status }) => status)).to.deep.equal([400, 400, 400, 400, 400, 405]);
    expect(receivers.of('receiver.refused')[2]?.why).to.match(/^expected Grafana's webhook, version 1, got version: /);
  });
});
