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

interface Open {
  readonly calls: readonly (Pick<Call, 'id' | 'line' | 'calledBack'> & { readonly state: string })[];
  readonly mentions: readonly { readonly id: Mention['id']; readonly text?: string | undefined }[];
  readonly cases: Iterable<{ readonly id: string; readonly state: string }>;
  readonly letters: readonly { readonly id: string; readonly bounce: boolean }[];
}

export function waiting({ calls, mentions, cases, letters }: Open): readonly Ask[] {
  const asks: Ask[] = [];
  for (const { id, line, state, calledBack } of calls) if (waits({ state, calledBack })) asks.push({ id, way: 'call', line, rings: state === 'ringing' });
  for (const { id, text } of mentions) if (text === undefined) asks.push({ id, way: 'social' });
  for (const { id, state } of cases) if (state === 'opened') asks.push({ id, way: 'portal' });
  for (const { id, bounce } of letters) if (!bounce) asks.push({ id, way: 'email' });
  return asks;
}

/** The portal is asked on its control port: the desk's own way in stands when the edge doesn't. */
export function rangeDesk(api: RangeApi, submit: Submit): Pick<Plays, 'asks' | 'answer' | 'remove'> {
  const at = (kind: 'calls' | 'mentions' | 'cases', id: string) => `/${kind}/${encodeURIComponent(id)}`;
  return {
    asks: async (stop) => {
      const [ringing, asked, opened, written] = await Promise.all([
        api.get('hotline', '/calls', calls, stop),
        api.get('hotline', '/mentions', mentions, stop),
        api.get('portal', '/cases', cases, stop),
        api.get('mail', `/mailboxes/${encodeURIComponent(supportMailbox)}`, letters, stop),
      ]);
      return waiting({ calls: ringing, mentions: asked, cases: opened, letters: written });
    },
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
