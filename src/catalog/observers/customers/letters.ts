/** Holds customers who write: by mail to support, and in public on social media, where they also read what the vendor posts; and who wait for an answer there. */
import type { Member } from '../../../ports/plays.ts';
import { answersMailbox, letterOf } from '../../../ports/support-mail.ts';
import type { Events } from '../../../record/events.ts';
import { rounds } from '../rounds.ts';
import type { Crowd } from './crowd.ts';

/** How often one who wrote looks for an answer, and a follower for posts, at the usual pace of customers. */
const lookMs = 2000;
const question = 'This is a drill. Your site is down by turns: do you know of it, and what should we do?';

type State = Events['case.moved']['state'];

const mover = ({ world, emit }: Crowd, channel: 'email' | 'social', id: string, customer: Member) => (state: State, text?: string) =>
  void emit('case.moved', { atMs: world.clock.now(), case: id, channel, state, customer: customer.id, ...(text !== undefined && { actor: 'person' as const, text }) });

/** *Opened* is what the relay took: whether anybody will read it shows in the answer alone. */
export async function writeToSupport(crowd: Crowd, customer: Member): Promise<void> {
  const { world, stop } = crowd;
  const id = `${crowd.name('mail')}@customers.example`;
  const moved = mover(crowd, 'email', id, customer);
  const { state } = await crowd.limited((limit) => world.mail.submit(letterOf(id, customer.address, question), limit));
  if (stop.aborted) return;
  moved(state === 'accepted' ? 'opened' : 'refused');
  if (state !== 'accepted') return;
  await crowd.watch(crowd.paced(lookMs), async () => {
    const answer = (await crowd.limited((limit) => world.mail.mailbox(answersMailbox(id), limit))).find(({ bounce }) => !bounce);
    if (answer !== undefined) moved('acknowledged', answer.text.trim());
    return answer !== undefined;
  });
}

/** Reads what the vendor posts in public, as whoever follows it does; the receiver sees that somebody did. */
export async function followInPublic(crowd: Crowd): Promise<void> {
  const { world, stop, emit } = crowd;
  const { receivers } = world.entries.places();
  if (receivers === undefined) return;
  await rounds('observer customers', crowd.paced(lookMs), world, emit, stop, async () => void (await crowd.limited((limit) => world.http.fetch({ url: `${receivers.url}/mastodon/api/v1/timelines/public` }, limit))));
}

export async function askInPublic(crowd: Crowd, customer: Member): Promise<void> {
  const { world, stop } = crowd;
  const id = crowd.name('mention');
  const moved = mover(crowd, 'social', id, customer);
  const url = `${world.entries.places().hotline}/mentions`;
  const asked = { url, method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id, text: question }) };
  const { status } = await crowd.limited((limit) => world.http.fetch(asked, limit));
  if (stop.aborted) return;
  moved(status === 201 ? 'opened' : 'refused');
  if (status !== 201) return;
  await crowd.watch(crowd.paced(lookMs), async () => {
    const shown = await crowd.limited((limit) => world.http.fetch({ url: `${url}/${id}` }, limit));
    const { text } = shown.status === 200 ? (JSON.parse(shown.body) as { text?: unknown }) : {};
    if (typeof text === 'string') moved('acknowledged', text);
    return typeof text === 'string';
  });
}
