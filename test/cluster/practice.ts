/** Holds the practice range in a namespace of its own, for tests that run whole drills on it by the command. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import type { V1Lease } from '@kubernetes/client-node';
import { $ } from 'zx';
import { refTo, types } from '../../src/worlds/kubernetes/api/objects.ts';
import { gameday, liveRun, type LiveRun } from '../kill/live-run.ts';
import { eventually, inNamespace, noCluster, type TestNamespace } from './kit.ts';

export interface Practice extends TestNamespace {
  /** Starts `gameday run` in the namespace. */
  readonly drill: (scenario: string, ...words: readonly string[]) => LiveRun;
  /** Runs another verb there to its end. */
  readonly say: (...words: readonly string[]) => ReturnType<typeof gameday>['exited'];
}

/** What a run may leave in a cluster, were it not withdrawn: objects with its mark, notes on others' objects, a held Lease, toxics. */
export async function leftIn({ client, kubectl }: TestNamespace, run: string): Promise<readonly string[]> {
  const marked = (await kubectl('get', 'all,configmap,job', '-l', `gameday.dev/run=${run}`, '-o', 'name')).split('\n').filter(Boolean);
  const notes = (await kubectl('get', 'all', '-o', 'yaml')).split('\n').filter((line) => line.includes('gameday.dev/swapped-'));
  const lease = await client.read<V1Lease & { readonly spec?: { readonly holderIdentity?: string } }>(refTo(types.Lease, 'gameday'));
  const holder = lease?.spec?.holderIdentity ?? '';
  const open = Object.keys(lease?.metadata?.annotations ?? {}).filter((name) => name.startsWith('gameday.dev/change-'));
  const api = await client.forward((await kubectl('get', 'pods', '-l', 'app.kubernetes.io/name=toxiproxy', '--field-selector=status.phase=Running', '-o', 'jsonpath={.items[0].metadata.name}')).trim(), 8474);
  const proxies = await new Promise<string>((resolve, reject) => {
    let text = '';
    api.on('data', (part: Buffer) => (text += part.toString())).once('end', () => resolve(text)).once('error', reject);
    api.write('GET /proxies HTTP/1.1\r\nhost: toxiproxy\r\nconnection: close\r\n\r\n');
  });
  return [...marked, ...notes, ...(holder === '' ? [] : [`the Lease of ${holder}`]), ...open, ...(proxies.match(/"name":"[^"]*","type"/g) ?? []), ...(proxies.match(/"enabled":false/g) ?? [])];
}

export const nothingLeft = (at: TestNamespace, run: string, limitMs: number): Promise<unknown> =>
  eventually(`nothing of ${run} to be left`, limitMs, async () => {
    const left = await leftIn(at, run);
    if (left.length > 0) throw new Error(left.join(', '));
    return true;
  });

export function onPractice(): () => Practice {
  const at = inNamespace();
  let config: string | undefined;
  const before_ = process.env['XDG_CONFIG_HOME'];
  const where = () => ['--world', 'kubernetes', '--namespace', at().name];
  const say = (...words: readonly string[]) => gameday(...words, ...where()).exited;
  before(async function () {
    this.timeout(240_000);
    if (noCluster !== undefined) return;
    config = mkdtempSync(path.join(tmpdir(), 'gameday-config-'));
    mkdirSync(path.join(config, 'gameday'));
    writeFileSync(path.join(config, 'gameday', 'config.yaml'), `contexts: [${(await $`kubectl config current-context`).stdout.trim()}]\n`);
    process.env['XDG_CONFIG_HOME'] = config;
    const { code, output } = await say('range', 'up');
    expect(code, output).to.equal(0);
  });
  after(() => {
    if (config !== undefined) rmSync(config, { recursive: true });
    if (before_ === undefined) delete process.env['XDG_CONFIG_HOME'];
    else process.env['XDG_CONFIG_HOME'] = before_;
  });
  return () => ({ ...at(), say, drill: (scenario, ...words) => liveRun(scenario, ...where(), ...words) });
}
