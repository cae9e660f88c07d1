/** Holds what both plays on the route share: compare before swapping, on the way in as on the way back. */
import { z } from 'zod';
import { Problem } from '../../problem.ts';
import { action } from '../action.ts';
import type { Action } from '../action.ts';
import type { Json } from '../../record/json.ts';

interface RoutePlay<S extends z.ZodType<Json & { readonly to: string }, unknown>> {
  readonly kind: string;
  readonly summary: string;
  readonly spec: S;
}

export const routeAction = <S extends z.ZodType<Json & { readonly to: string }, unknown>>({ kind, summary, spec }: RoutePlay<S>): Action<S> =>
  action({
    kind,
    summary,
    role: 'play',
    needs: ['plays'],
    spec,
    change: z.object({ from: z.string(), to: z.string() }),
    claims: () => [],
    felt: () => [],
    plan: async ({ to }, _about, world, stop) => [{ from: await world.plays.route(stop), to }],
    apply: async ({ from, to }, world, stop) => {
      const now = await world.plays.setRoute(from, to, stop);
      if (now !== to) throw new Problem({ expected: `the route to go from ${from} to ${to}`, got: now, where: kind, next: 'Somebody else changed it meanwhile, or the router does not know that target.' });
    },
    revert: [
      {
        how: 'point the route back',
        run: async ({ from, to }, world, stop) => {
          const now = await world.plays.setRoute(to, from, stop);
          return now === from ? undefined : { kept: `the route leads to ${now}` };
        },
      },
    ],
    // A third target is somebody else's doing and stays.
    gone: async ({ from, to }, world, stop) => {
      const now = await world.plays.route(stop);
      return { is: now === to && from !== to ? 'present' : 'gone', saw: `the route leads to ${now}` };
    },
  });
