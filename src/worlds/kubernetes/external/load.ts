/** Holds the `load` capability where some ways in lie outside the cluster: what goes to those passes their gate once more, and starts where the scenario says. */
import { isIPv6 } from 'node:net';
import type { Http, Load, LoadChange, LoadSpec } from '../../../ports/capabilities.ts';
import { Problem } from '../../../problem.ts';
import { peakOf, refuseOtherTargets } from '../load/limits.ts';
import { urlsIn } from '../../../tools/k6/targets.ts';
import type { ClusterSettings } from '../settings.ts';
import { refusalsOfExternal } from './gate.ts';
import { externalEntries, hostIn, isExternal } from './hosts.ts';

export interface ExternalLoadOptions {
  readonly settings: Pick<ClusterSettings, 'entries' | 'external'>;
  /** Probes of hosts outside. */
  readonly http: Http;
  /** Generators in the cluster. */
  readonly inside: Load;
  /** Generators of this machine; absent where the reaper in the cluster reopens the world. */
  readonly outside?: Load | undefined;
}

/** k6 is held to addresses, and those of a host outside may be others after a diversion. */
export const scriptsOutside = "k6 is held to the addresses of its entries, and those of hosts outside the cluster may change meanwhile: use gameday's own traffic for them, or leave world.settings.cluster.external out.";

export function externalLoad({ settings, http, inside, outside }: ExternalLoadOptions): Load {
  const { external } = settings;
  const made: { readonly spec: LoadSpec; readonly change: LoadChange; readonly by: Load }[] = [];
  const starting = new Set<LoadSpec>();
  const of = (change: LoadChange): Load => {
    if (change.child === undefined) return inside;
    if (outside !== undefined) return outside;
    throw new Problem({ expected: `generator "${change.name}" on this machine`, got: 'one on the machine of the runner', next: 'It ends with its profile at the latest; `gameday heal` on that machine ends it now.' });
  };

  /** With those that are being made: of two at once, both see both. */
  async function rpsTogether(): Promise<number> {
    const alive = await Promise.all([...made].map(async ({ spec, change, by }) => ((await by.running(change)) ? peakOf(spec) : 0)));
    return [...alive, ...[...starting].map(peakOf)].reduce((sum, rps) => sum + rps, 0);
  }

  async function prepareOutside(spec: LoadSpec, stop: AbortSignal): Promise<LoadChange> {
    if (typeof spec.script !== 'string') throw new Problem({ expected: 'entries in the namespace alone, for a script of the team\'s own', got: 'some outside the cluster', where: `generator "${spec.name}"`, next: scriptsOutside });
    refuseOtherTargets(spec, Object.values(externalEntries(settings)));
    const { hosts = [], loadFrom } = external ?? {};
    starting.add(spec);
    try {
      const refusals = await refusalsOfExternal(settings, http, await rpsTogether());
      if (refusals.length > 0) throw new Problem({ expected: 'the gate of hosts outside the cluster to be open', got: refusals.join(' '), where: `generator "${spec.name}"` });
      const by = loadFrom === 'cluster' ? inside : outside;
      if (by === undefined) throw new Problem({ expected: 'a k6 on this machine', got: 'none', where: 'world.settings.cluster.external.loadFrom', next: 'Run `gameday setup`, which gets it, or let load start in the cluster.' });
      const change = await by.prepare({ ...spec, settings: { ...spec.settings, allow: hosts.map((host) => (isIPv6(host) ? `[${host}]` : host)), freshNames: true } }, stop);
      made.push({ spec, change, by });
      return change;
    } finally {
      starting.delete(spec);
    }
  }

  return {
    prepare: async (spec, stop) => {
      const outwards = [...urlsIn(spec.settings, 'settings')].some(({ url }) => isExternal(external, hostIn(url.href)));
      return outwards ? prepareOutside(spec, stop) : inside.prepare(spec, stop);
    },
    open: async (change) => of(change).open(change),
    close: async (change, stop) => of(change).close(change, stop),
    kill: async (change, stop) => of(change).kill(change, stop),
    running: async (change) => of(change).running(change),
    follow: async (name, heard, stop) => (outside?.names().includes(name) === true ? outside : inside).follow(name, heard, stop),
    names: () => [...inside.names(), ...(outside?.names() ?? [])],
  };
}
