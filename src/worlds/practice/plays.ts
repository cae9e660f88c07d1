/** Holds the responders' moves on the practice range: the router's target, notices on their channels, the distribution list; and beside them the edge's bound and the rota. */
import { z } from 'zod';
import type { Rota } from '../../ports/capabilities.ts';
import type { Capacity } from '../../ports/entries.ts';
import type { Notice, Plays } from '../../ports/plays.ts';
import { reasonOf } from '../../problem.ts';
import { each } from '../each.ts';
import { callEverybody, type OwnReceivers, postInPublic } from '../own-receivers.ts';
import type { Submit } from './mail.ts';
import { rangeDesk } from './desk.ts';
import { otherValue, type RangeApi } from './range-api.ts';

const route = z.object({ to: z.string() });
const bound = z.object({ lifted: z.boolean() });
const published = z.object({ atMs: z.number() });
const customers = z.array(z.object({ id: z.string(), address: z.string(), phone: z.string(), region: z.string(), tier: z.string(), channels: z.array(z.string()), managed: z.boolean() }));

type Published = Awaited<ReturnType<Plays['publish']>>[number];

export const noticesFrom = 'notices@vendor.example';
/** Many at a time, as a vendor's mailer does: while the relay hangs, all should find out together and not one after the other. */
const atATime = 50;

export function rangePlays(api: RangeApi, submit: Submit, receivers: OwnReceivers): Plays {
  const { clock } = receivers;
  const audience: Plays['audience'] = (stop) => api.get('directory', '/audience', customers, stop);

  async function byEmail({ id, title, text }: Notice, stop: AbortSignal): Promise<readonly Published[]> {
    const addressees = (await audience(stop)).filter((customer) => customer.channels.includes('email'));
    return each(addressees, atATime, async ({ id: to, address }): Promise<Published> => {
      const answer = await submit({ id, from: noticesFrom, to: address, subject: title, text }, stop);
      const atMs = clock.now();
      return answer.state === 'accepted' ? { to, rung: 'accepted', atMs } : { to, rung: 'submitted', atMs, error: `${answer.state}: ${answer.reply}` };
    });
  }

  async function onStatusPage({ id, title, text, nextUpdateMs }: Notice, stop: AbortSignal): Promise<readonly Published[]> {
    try {
      const { atMs } = await api.send('status', 'POST', '/notices', { id, title, text, ...(nextUpdateMs !== undefined && { nextUpdateMs }) }, published, stop);
      return [{ rung: 'accepted', atMs }];
    } catch (problem) {
      return [{ rung: 'submitted', atMs: clock.now(), error: reasonOf(problem) }];
    }
  }

  const by: Readonly<Record<Notice['channel'], Plays['publish']>> = {
    email: byEmail,
    'status-page': onStatusPage,
    social: (notice, stop) => postInPublic(receivers, notice, stop),
    call: async (notice, stop) => callEverybody(receivers, notice, await audience(stop), stop),
  };

  return {
    audience,
    ...rangeDesk(api, submit),
    route: async (stop) => (await api.get('router', '/route', route, stop)).to,
    setRoute: async (from, to, stop) => (await api.send('router', 'PUT', '/route', { from, to }, route, stop, otherValue)).to,
    publish: (notice, stop) => by[notice.channel](notice, stop),
  };
}

export const rangeCapacity = (api: RangeApi): Capacity => ({
  lifted: async (stop) => (await api.get('edge', '/bound', bound, stop)).lifted,
  setLifted: async (from, to, stop) => (await api.send('edge', 'PUT', '/bound', { from, to }, bound, stop, otherValue)).lifted,
});

export const rangeRota = (api: RangeApi): Rota => ({
  absent: (stop) => api.get('directory', '/absent', z.array(z.string()), stop),
  setAbsent: async (role, absent, stop) => void (await api.send('directory', 'PUT', '/absent', { role, absent }, z.array(z.string()), stop)),
});
