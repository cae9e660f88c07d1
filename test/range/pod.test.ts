/** Tests how a service takes its part of the range in a pod, and that it reaches no further than its namespace there. */
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { services } from '../../src/range/contract.ts';
import { planPods, planRange } from '../../src/range/plan.ts';
import { rangeSettings } from '../../src/range/settings.ts';

const program = path.resolve(import.meta.dirname, '../../src/entry/range.ts');
const usual = rangeSettings.parse({});

describe('the range in pods', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gameday-pod-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What it refuses, it refuses before it listens anywhere. */
  const refusal = (file: string) =>
    new Promise<string>((resolve) => {
      execFile(process.execPath, [program, 'directory', '--pod', file], { timeout: 15_000, killSignal: 'SIGKILL' }, (error, _out, err) => resolve(`${error === null ? 0 : String(error.code)} ${err}`));
    });
  const written = (text: string): string => {
    const file = path.join(folder, 'settings.json');
    writeFileSync(file, text);
    return file;
  };

  it('is planned as on one machine, with a name for each service and a port of its own for each proxy', () => {
    const pods = planPods(usual);
    let port = 20_000;
    const here = planRange(usual, () => (port += 1));
    expect(pods.services.map(({ service, settings }) => [service, Object.keys(settings)])).to.deep.equal(here.services.map(({ service, settings }) => [service, Object.keys(settings)]));
    for (const { service, data, control, settings } of pods.services) {
      for (const at of [data, control]) expect(at?.host ?? service).to.equal(service);
      // It listens on its pod's own address, at the ports by which the others know it.
      expect(settings).to.deep.include({ control: { host: '0.0.0.0', port: control.port }, ...(data !== undefined && { data: { host: '0.0.0.0', port: data.port } }) });
    }
    expect(new Set(pods.proxies.map(({ listen }) => listen.port)).size).to.equal(pods.proxies.length);
    expect(pods.proxies.every(({ name, upstream }) => services.includes(name) && upstream.host === name)).to.equal(true);
  });

  it('tells the watchman alone of a secret, before the last part of its webhook', () => {
    const settings = rangeSettings.parse({ watchman: { webhook: 'http://127.0.0.1:8700/receive/current/alertmanager' } });
    const [open, behind] = [planPods(settings), planPods(settings, 'open-$&-sesame')].map(({ services }) => new Map(services.map((each) => [each.service, JSON.stringify(each.settings)])));
    expect(JSON.parse(behind?.get('watchman') ?? '')).to.have.nested.property('watchman.webhook', 'http://127.0.0.1:8700/receive/current/open-$&-sesame/alertmanager');
    expect([...(open ?? [])].filter(([service, told]) => behind?.get(service) !== told).map(([service]) => service)).to.deep.equal(['watchman']);
    expect(JSON.stringify(planPods(usual, 'open-sesame'))).to.equal(JSON.stringify(planPods(usual)));
  });

  it('takes no address beyond its namespace', async () => {
    for (const url of ['http://alerts.example.com/', 'http://alerts.other.svc/', 'http://10.0.0.1/', 'http://localhost:9093/']) {
      expect(await refusal(written(JSON.stringify({ watchman: { webhook: url } }))), url).to.match(/^1 .*expected a URL on a Service of this namespace/s);
    }
  });

  it('says what is wrong with the file', async () => {
    expect(await refusal(path.join(folder, 'none.json'))).to.match(/^1 .*range-settings/s);
    expect(await refusal(written('{'))).to.match(/^1 .*settings as JSON/s);
    expect(await refusal(written('{"edge":{"capacity":{"workers":0}}}'))).to.match(/^1 .*edge\.capacity\.workers/s);
  });
});
