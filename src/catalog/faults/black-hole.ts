/** Holds the fault `black-hole`: a Service leads nowhere, while what should stand behind it runs on. */
import { z } from 'zod';
import { nowhereLabel } from '../../ports/cluster.ts';
import { Problem } from '../../problem.ts';
import { action } from '../action.ts';
import { leftOf, swapChange, swapOf } from './swap-change.ts';

/** A selector and not none at all: the addresses of a Service without one are left as they are. */
const nowhere = (inject: string) => ({ [nowhereLabel]: inject });

const labels = z.record(z.string(), z.string());

export const blackHole = action({
  kind: 'black-hole',
  summary: 'makes a Service lead nowhere: new connections find no address behind it',
  role: 'fault',
  needs: ['cluster'],
  spec: z.strictObject({
    service: z.string().regex(/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/, { error: (issue) => `expected the name of a Service such as "checkout", got ${JSON.stringify(issue.input)}` }).describe("the Service, by its name in the drill's namespace"),
  }),
  change: z.object({ swap: swapChange, endpoints: z.int() }),
  claims: ({ service }) => [`service/${service}`],
  // Without pods a Service has no address either: that it lead nowhere by its selector tells this fault from one that took its pods.
  felt: ({ service }) => [
    { see: 'cluster', object: 'Service', name: service, what: 'changed', number: { name: 'ready', atMost: 0 } },
    { see: 'cluster', object: 'Service', name: service, what: 'changed', number: { name: 'nowhere', atLeast: 1 } },
  ],
  plan: async ({ service }, { inject }, world, stop) => {
    const where = `black-hole ${inject}`;
    const ref = { kind: 'Service', name: service } as const;
    const [found, state] = await Promise.all([world.cluster.service(service, stop), world.cluster.read({ ref, field: 'selector' }, stop)]);
    if (found === undefined) throw new Problem({ expected: `Service ${service} in the drill's namespace`, got: 'no such object', where, next: 'See its name with kubectl, and put it right in the scenario.' });
    if (Object.keys(found.selector).length === 0) throw new Problem({ expected: `Service ${service} to find its pods by a selector`, got: 'none', where, next: 'Somebody else sets its addresses, or it stands for a name outside: strike what is behind it instead.' });
    if (state?.swapped === true) throw new Problem({ expected: `Service ${service} to lead where its owner set it`, got: 'a selector that a run has switched', where, next: 'A Service with an interposed Toxiproxy is cut off by the fault `partition` on its proxy.' });
    if (found.endpoints === 0) throw new Problem({ expected: `Service ${service} to have addresses that are ready`, got: '0', where, next: 'It leads nowhere already: bring up what is behind it first.' });
    return [{ swap: swapOf(ref, 'selector', found.selector, nowhere(inject)), endpoints: found.endpoints }];
  },
  apply: ({ swap }, world, stop) => world.cluster.swap(swap, stop),
  revert: [
    {
      how: 'put the selector back',
      run: async ({ swap }, world, stop) => {
        const { kept } = await world.cluster.unswap(swap, stop);
        return kept === undefined ? undefined : { kept };
      },
    },
  ],
  gone: async ({ swap, endpoints }, world, stop) => {
    const left = await leftOf(swap, world, stop);
    if (left !== undefined) return { is: 'present', saw: left };
    const now = await world.cluster.service(swap.ref.name, stop);
    if (now === undefined) return { is: 'gone', saw: `Service ${swap.ref.name} does not exist any more: somebody removed it` };
    if (JSON.stringify(now.selector) === JSON.stringify(swap.to)) return { is: 'present', saw: `Service ${swap.ref.name} still leads nowhere` };
    // Its addresses are those of the pods that are ready; whether these are is not this fault's doing.
    const ready = (await world.cluster.pods(labels.parse(now.selector), stop)).filter((pod) => pod.ready).length;
    const saw = `Service ${swap.ref.name} has ${now.endpoints} ready addresses (before: ${endpoints}) for ${ready} ready pods`;
    return { is: now.endpoints > 0 || ready === 0 ? 'gone' : 'present', saw };
  },
});
