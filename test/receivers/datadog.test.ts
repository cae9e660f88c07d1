/** Holds the tests of the receiver `datadog`: events by Datadog's own SDK, notifications as its webhooks integration sends them. */
import { client, v1 } from '@datadog/datadog-api-client';
import { expect } from 'chai';
import { datadogPayload } from '../../src/wire/datadog.ts';
import { caught } from './caught.ts';
import { served, type Served } from './served.ts';

describe('receiver datadog', () => {
  let receivers: Served;
  beforeEach(async () => {
    receivers = await served();
  });
  afterEach(() => receivers.close());
  const alerts = () => receivers.of('alert.heard');
  const send = (body: string, path = '', method = 'POST') => fetch(`${receivers.url}/datadog${path}`, { method, headers: { 'content-type': 'application/json' }, ...(method !== 'GET' && { body }) });
  const events = (key?: string) => {
    const configuration = client.createConfiguration({ ...(key !== undefined && { authMethods: { apiKeyAuth: key } }), baseServer: new client.BaseServerConfiguration(`${receivers.url}/datadog`, {}), enableRetry: false });
    return new v1.EventsApi(configuration);
  };

  it("takes the SDK's events: errors and warnings fire, successes end, the rest raises no alarm", async () => {
    const api = events('any');
    const post = (alertType: v1.EventAlertType, more: object = {}) => api.createEvent({ body: { title: 'Edge answers badly', text: '5xx everywhere', alertType, aggregationKey: 'edge', tags: ['service:edge', 'team:web', 'urgent'], ...more } });
    const answer = await post('error', { host: 'edge-1', dateHappened: 1_368_195_900 });
    expect(answer.status).to.equal('ok');
    expect(answer.event?.title).to.equal('Edge answers badly');
    await post('success');
    await post('info', { aggregationKey: undefined, title: 'deployed' });
    expect(alerts().map(({ status, labels }) => [status, labels['severity']])).to.deep.equal([['firing', 'error'], ['resolved', 'error'], ['firing', 'none']]);
    expect(alerts()[0]).to.deep.include({ receiver: 'datadog', rung: 'accepted', startsAtMs: 1_368_195_900_000, labels: { alertname: 'Edge answers badly', severity: 'error', host: 'edge-1', service: 'edge', team: 'web', urgent: 'true' } });
    expect(alerts()[1]?.fingerprint).to.equal(alerts()[0]?.fingerprint);
  });

  it("lets the SDK raise its own errors", async () => {
    const body = { title: 'x', text: 'y' };
    expect(await caught(events('gameday-wrong').createEvent({ body }))).to.include({ code: 403 });
    expect(await caught(events('any').createEvent({ body: { title: '', text: 'y' } }))).to.include({ code: 400 }).and.to.have.nested.property('body.errors[0]').that.includes('title');
    expect((await send(JSON.stringify(body), '/api/v1/events')).status).to.equal(401);
    expect((await fetch(`${receivers.url}/datadog/api/v1/validate`, { headers: { 'dd-api-key': 'any' } })).status).to.equal(200);
    expect((await fetch(`${receivers.url}/datadog/api/v1/monitor`, { headers: { 'dd-api-key': 'any' } })).status).to.equal(404);
    expect(receivers.of('receiver.refused').map(({ status }) => status)).to.deep.equal([403, 400, 401, 404]);
    expect(alerts()).to.deep.equal([]);
  });

  // Source: Datadog's documentation, "Webhooks": the payload that is sent where none was set, and its variables' examples.
  const usual = { id: '1234567', title: '[Triggered on {host:my-host}] [P1] Edge answers badly', body: '%%%\n@webhook-gameday\n%%%', event_type: 'query_alert_monitor', date: '1406662672000', last_updated: '1406662672000', org: { id: '11023', name: 'Datadog, Inc.' } };

  it("takes Datadog's own payload, in which the title alone tells", async () => {
    for (const title of [usual.title, '[Recovered on {host:my-host}] [P1] Edge answers badly', '[Warn] Edge answers badly', '[No Data] Edge answers badly', 'Edge answers badly']) expect((await send(JSON.stringify({ ...usual, title }))).status).to.equal(200);
    expect(alerts().map(({ status }) => status)).to.deep.equal(['firing', 'resolved', 'firing', 'firing', 'firing']);
    expect(new Set(alerts().map(({ labels }) => labels['alertname']))).to.deep.equal(new Set(['Edge answers badly']));
    expect(new Set(alerts().map(({ fingerprint }) => fingerprint)).size).to.equal(1);
    expect(alerts()[0]).to.include({ startsAtMs: 1_406_662_672_000 });
  });

  it("takes gameday's payload, which has the transition and the tags", async () => {
    const filled = (transition: string) => JSON.stringify({ ...datadogPayload, ...usual, alert_id: '1234', alert_title: '[Triggered on {host:my-host}] Edge answers badly', alert_transition: transition, alert_cycle_key: '4321', aggreg_key: '9bd4ac31', alert_priority: 'P1', hostname: 'my-host', tags: 'monitor, service:edge, region:eu' });
    for (const transition of ['Triggered', 'Re-Triggered', 'Recovered']) await send(filled(transition), '/webhook');
    expect(alerts().map(({ status }) => status)).to.deep.equal(['firing', 'firing', 'resolved']);
    expect(alerts()[0]?.labels).to.deep.equal({ alertname: 'Edge answers badly', severity: 'P1', host: 'my-host', monitor_id: '1234', monitor: 'true', service: 'edge', region: 'eu' });
    expect(new Set(alerts().map(({ fingerprint }) => fingerprint)).size).to.equal(1);
  });

  it('refuses anything else, and puts that down', async () => {
    expect((await send('{')).status).to.equal(400);
    expect((await send('{"title":""}')).status).to.equal(400);
    expect((await send('', '', 'GET')).status).to.equal(405);
    expect((await send('{}', '/intake')).status).to.equal(404);
    expect(receivers.of('receiver.refused').map(({ status }) => status)).to.deep.equal([400, 400, 405, 404]);
  });
});
