/** Holds customers who open cases in the portal, and look whether they are acknowledged, kept or deleted. */
import type { Events } from '../../../record/events.ts';
import { rounds } from '../rounds.ts';
import type { Crowd } from './crowd.ts';

type State = Events['case.moved']['state'];
interface Case {
  readonly customer: string | undefined;
  readonly state: State;
}
/** How long the last look may take: by then the drill has ended. */
const lastMs = 1500;

/** Customers are signed in, each in a session of their own: to a filter they are many people behind one address, and not one who asks too often. */
const signedIn = (customer: string | undefined): Record<string, string> => (customer === undefined ? {} : { cookie: `session=${customer}` });

/** What the portal shows of a case, as far as it is one. */
function shownOf(body: string): { readonly state?: unknown; readonly text?: unknown } {
  try {
    const shown: unknown = JSON.parse(body);
    return typeof shown === 'object' && shown !== null ? shown : {};
  } catch {
    return {};
  }
}

export async function openCases(crowd: Crowd): Promise<void> {
  const { spec, world, emit, stop } = crowd;
  const cases = new Map<string, Case>();
  const moved = (id: string, { customer, state }: Case, text?: unknown) =>
    void emit('case.moved', { atMs: world.clock.now(), case: id, state, ...(customer !== undefined && { customer }), ...(state === 'acknowledged' && { actor: 'person' as const }), ...(typeof text === 'string' && { text }) });
  const move = (id: string, one: Case, state: State, text?: unknown) => {
    if (cases.get(id)?.state === state) return;
    cases.set(id, { ...one, state });
    moved(id, { ...one, state }, text);
  };
  // What can't be reached is neither kept nor deleted.
  const look = async (id: string, one: Case, last: boolean, limit: AbortSignal) => {
    const { status, body } = await world.http.fetch({ url: `${world.entries.places().portal}/${id}`, headers: signedIn(one.customer) }, limit);
    const { state, text } = status === 200 ? shownOf(body) : {};
    if (status === 404) move(id, one, 'deleted');
    else if (state === 'acknowledged') move(id, one, 'acknowledged', text);
    if (status === 200 && last) move(id, one, 'kept');
  };
  const open = () => [...cases].filter(([, { state }]) => state === 'opened' || state === 'acknowledged');

  await rounds('observer customers', spec.everyMs, world, emit, stop, async () => {
    await crowd.limited((limit) => Promise.all(open().map(([id, one]) => look(id, one, false, limit))));
    const customer = crowd.anybody(await crowd.members())?.id;
    const id = crowd.name('case');
    const request = { url: world.entries.places().portal, method: 'POST', headers: { 'content-type': 'application/json', ...signedIn(customer) }, body: JSON.stringify({ id, subject: '[DRILL] the site is down by turns' }) };
    const { status } = await crowd.limited((limit) => world.http.fetch(request, limit));
    if (stop.aborted) return;
    if (status === 201) move(id, { customer, state: 'refused' }, 'opened');
    else moved(id, { customer, state: 'refused' });
  });
  const limit = world.clock.deadline(lastMs);
  await Promise.all(open().map(([id, one]) => look(id, one, true, limit)));
}
