/** Holds the support desk of the practice range: what waits for an answer in hotline, portal and mail, and how it is answered. */
import { z } from 'zod';
import type { Ask, Plays } from '../../ports/plays.ts';
import { answerTo, supportMailbox } from '../../ports/support-mail.ts';
import { type Call, type Mention, waits } from '../../range/hotline/switchboard.ts';
import type { Submit } from './mail.ts';
import type { RangeApi } from './range-api.ts';

const calls = z.array(z.object({ id: z.string(), line: z.string(), state: z.string(), calledBack: z.boolean() }));
const mentions = z.array(z.object({ id: z.string(), text: z.string().optional() }));
const cases = z.array(z.object({ id: z.string(), state: z.string() }));
const letters = z.array(z.object({ id: z.string(), bounce: z.boolean() }));

/** Of what is there in each way, that which still waits. */
export const callAsks = (calls: readonly (Pick<Call, 'id' | 'line' | 'calledBack'> & { readonly state: string })[]): Ask[] => calls.filter(waits).map(({ id, line, state }) => ({ id, way: 'call', line, rings: state === 'ringing' }));
export const mentionAsks = (mentions: readonly { readonly id: Mention['id']; readonly text?: string | undefined }[]): Ask[] => mentions.filter(({ text }) => text === undefined).map(({ id }) => ({ id, way: 'social' }));
export const caseAsks = (cases: readonly { readonly id: string; readonly state: string }[]): Ask[] => cases.filter(({ state }) => state === 'opened').map(({ id }) => ({ id, way: 'portal' }));
export const letterAsks = (letters: readonly { readonly id: string; readonly bounce: boolean }[]): Ask[] => letters.filter(({ bounce }) => !bounce).map(({ id }) => ({ id, way: 'email' }));

/** The portal is asked on its control port: the desk's own way in stands when the edge doesn't. */
export function rangeDesk(api: RangeApi, submit: Submit): Pick<Plays, 'asks' | 'answer' | 'remove'> {
  const at = (kind: 'calls' | 'mentions' | 'cases', id: string) => `/${kind}/${encodeURIComponent(id)}`;
  const asksIn: Readonly<Record<Ask['way'], (stop: AbortSignal) => Promise<readonly Ask[]>>> = {
    call: async (stop) => callAsks(await api.get('hotline', '/calls', calls, stop)),
    social: async (stop) => mentionAsks(await api.get('hotline', '/mentions', mentions, stop)),
    portal: async (stop) => caseAsks(await api.get('portal', '/cases', cases, stop)),
    email: async (stop) => letterAsks(await api.get('mail', `/mailboxes/${encodeURIComponent(supportMailbox)}`, letters, stop)),
  };
  return {
    asks: async (ways, stop) => (await Promise.all(ways.map((way) => asksIn[way](stop)))).flat(),
    answer: async (ask, text, stop) => {
      if (ask.way === 'email') return (await submit(answerTo(ask.id, text), stop)).state === 'accepted';
      const put = (service: 'hotline' | 'portal', path: string, body: object) => api.send(service, 'PUT', path, body, z.unknown(), stop, tooLate);
      const answer = ask.way === 'call' ? await put('hotline', at('calls', ask.id), { state: ask.rings ? 'answered' : 'called-back', text }) : ask.way === 'social' ? await put('hotline', at('mentions', ask.id), { text }) : await put('portal', at('cases', ask.id), { state: 'acknowledged', text });
      return !(typeof answer === 'object' && answer !== null && 'error' in answer);
    },
    remove: async (id, stop) => void (await api.send('portal', 'DELETE', at('cases', id), undefined, z.unknown(), stop, tooLate)),
  };
}

/** Whoever waited has gone meanwhile, or somebody else was quicker. */
const tooLate = [404, 409] as const;
