/** Holds the observer `cluster`: what changes in the namespace's Services, workloads, pods, autoscalers and ways in, and who changed it; a change of the object that diverts is a command. */
import { z } from 'zod';
import type { ClusterChange } from '../../ports/cluster.ts';
import { observer } from '../observer.ts';

/** What of each kind decides where traffic goes, as the watch names it. */
const ways = { Ingress: ['rules', 'default backend', 'DNS target'], HTTPRoute: ['hostnames', 'rules', 'parentRefs'], Service: ['selector', 'DNS target'] } as const;

const diverts = z.strictObject({
  object: z.enum(['Ingress', 'HTTPRoute', 'Service']),
  name: z.string().min(1),
});
type Diverts = z.output<typeof diverts>;

/** The first change away from what was there is the command to divert, and the last of it undone that to fail back; what leads from one elsewhere to another is neither. */
function commandsOf({ object, name }: Diverts): (change: ClusterChange) => 'commanded' | 'failed-back' | undefined {
  const home = new Map<string, string>();
  const away = new Set<string>();
  return (change) => {
    if (change.object !== object || change.name !== name) return undefined;
    const before = away.size > 0;
    for (const field of change.fields ?? []) {
      if (!ways[object].some((way) => way === field.name)) continue;
      if (!home.has(field.name)) home.set(field.name, field.was);
      if (home.get(field.name) === field.is) away.delete(field.name);
      else away.add(field.name);
    }
    const now = away.size > 0;
    return before === now ? undefined : now ? 'commanded' : 'failed-back';
  };
}

export const cluster = observer({
  kind: 'cluster',
  summary: "hears of every change in the drill's namespace: Services, workloads, pods, autoscalers, ways in and Events, with who made it",
  needs: ['cluster'],
  spec: z.strictObject({ diverts: diverts.optional().describe('the object by which traffic is diverted: whoever else changes it commands diversion, at the time that its managed fields tell') }),
  observe: (spec, world, emit, stop) => {
    const commandIn = spec.diverts === undefined ? () => undefined : commandsOf(spec.diverts);
    return world.cluster.watch((change) => {
      if (stop.aborted) return;
      const { fields: _told, ...event } = change;
      emit('cluster.changed', event);
      const milestone = commandIn(change);
      if (milestone === undefined) return;
      const { atMs, clockErrMs, object, name, manager, saw } = change;
      const witness = { kind: 'managed-fields', name: `${manager === undefined ? 'the watch' : 'the managed fields'} of ${object} ${name}` } as const;
      emit('milestone.reached', { atMs, clockErrMs, milestone, role: 'network', source: 'observed', detail: `${saw}${manager === undefined ? '' : `, set by ${manager}`}`, witness });
    }, stop);
  },
});
