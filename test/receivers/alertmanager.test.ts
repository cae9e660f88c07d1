/** Holds the tests of receivers with a real Alertmanager: configured by the settings that `gameday receivers` prints, it tells of one alert by webhook, PagerDuty, Slack and e-mail at once. */
import { expect } from 'chai';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../src/range/free-ports.ts';
import { served, type Served } from './served.ts';

const config = ({ url, smtp }: Served) => `
global:
  pagerduty_url: ${url}/pagerduty/v2/enqueue
  slack_api_url: ${url}/slack/services/T0/B0/any
  smtp_smarthost: ${smtp}
  smtp_from: alertmanager@vendor.example
  smtp_require_tls: false
route: { receiver: all, group_wait: 100ms, group_interval: 1s, group_by: [alertname] }
receivers:
  - name: all
    webhook_configs: [{ url: '${url}/alertmanager', send_resolved: true }]
    pagerduty_configs: [{ routing_key: R0123456789abcdef0123456789abcde, send_resolved: true }]
    slack_configs: [{ channel: '#incident', send_resolved: true }]
    email_configs: [{ to: oncall@vendor.example, send_resolved: true }]
`;

describe('receivers of a real Alertmanager', function () {
  this.timeout(60_000);
  let receivers: Served | undefined;
  let folder: string | undefined;
  let child: ChildProcess | undefined;
  let api = '';

  before(async function () {
    if (spawnSync('prometheus-alertmanager', ['--version']).status !== 0) {
      process.stdout.write('      skipped: no prometheus-alertmanager here (Debian: apt-get install prometheus-alertmanager)\n');
      return this.skip();
    }
    receivers = await served();
    folder = mkdtempSync(join(tmpdir(), 'gameday-alertmanager-'));
    writeFileSync(join(folder, 'config.yml'), config(receivers));
    const [port] = await freePorts(1);
    api = `http://127.0.0.1:${port}`;
    child = spawn('prometheus-alertmanager', [`--config.file=${join(folder, 'config.yml')}`, `--storage.path=${folder}`, `--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='], { stdio: 'ignore' });
    for (const limit = performance.now() + 20_000; !(await fetch(`${api}/-/ready`).then(({ ok }) => ok, () => false)); await sleep(50)) if (performance.now() > limit) throw new Error('Alertmanager was not ready within 20 s');
    return undefined;
  });
  after(async () => {
    if (child !== undefined && child.exitCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    await receivers?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  it('hear of one alert by four ways, from its beginning to its end, and refuse nothing', async () => {
    const here = receivers ?? expect.fail('expected receivers');
    const say = async (alert: object) => {
      const answer = await fetch(`${api}/api/v2/alerts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify([alert]) });
      if (!answer.ok) throw new Error(`expected Alertmanager to take an alert, got ${answer.status}: ${await answer.text()}`);
    };
    const labels = { alertname: 'SiteDown', service: 'edge', severity: 'page' };
    const alerts = (receiver: string, status: string) => here.of('alert.heard').filter((one) => one.receiver === receiver && one.status === status);
    const notices = (receiver: string) => here.of('notice.moved').filter((one) => one.receiver === receiver);

    await say({ labels, annotations: { summary: 'nobody comes through' } });
    await here.until('the alert by all four', () => alerts('alertmanager', 'firing').length > 0 && alerts('pagerduty', 'firing').length > 0 && notices('slack').length > 0 && notices('mail').length > 0);
    expect(alerts('alertmanager', 'firing')[0]?.labels).to.deep.equal(labels);
    expect(alerts('pagerduty', 'firing')[0]?.labels, "PagerDuty's alert can be the right one by the same labels").to.deep.include({ alertname: 'SiteDown', service: 'edge' });
    expect(notices('slack')[0]).to.deep.include({ channel: 'chat', rung: 'accepted' }).and.to.have.property('text').that.includes('SiteDown');
    expect(notices('mail')[0]).to.deep.include({ channel: 'email', rung: 'accepted', to: 'oncall@vendor.example', from: 'alertmanager@vendor.example' }).and.to.have.property('text').that.includes('SiteDown');

    await say({ labels, endsAt: new Date().toISOString() });
    await here.until('its end', () => alerts('alertmanager', 'resolved').length > 0 && alerts('pagerduty', 'resolved').length > 0);
    expect(alerts('pagerduty', 'resolved')[0]?.fingerprint).to.equal(alerts('pagerduty', 'firing')[0]?.fingerprint);
    expect(here.of('receiver.refused')).to.deep.equal([]);
  });
});
