/** Holds the check `withdrawn`: every change that was planned is proved to be gone. */
import type { History } from '../../record/history.ts';
import { check } from './check.ts';

const key = (change: { inject: string; n: number }) => `${change.inject} ${change.n}`;

/** Changes without proof of withdrawal. A planned one counts although nothing says that it was applied: its writer may have died in between. */
export function unprovedOf(history: History) {
  const proved = new Set(history.of('change.withdrawn').map(key));
  return history.of('change.planned').filter((planned) => !proved.has(key(planned)));
}

export const withdrawn = check({
  id: 'withdrawn',
  title: 'Every fault was withdrawn',
  look: (history) => {
    const planned = history.of('change.planned');
    if (planned.length === 0) return { is: 'not applicable', saw: 'nothing was changed' };
    const open = unprovedOf(history);
    if (open.length === 0) return { is: 'held', saw: `${planned.length} changes, each proved to be gone`, evidence: history.of('change.withdrawn').map((event) => event.seq) };
    const stuck = history.of('change.stuck').filter((event) => open.some((one) => key(one) === key(event)));
    const names = open.map((one) => `${one.inject} (${one.action})`).join(', ');
    const saw = stuck.length > 0 ? `; seen: ${stuck.map((one) => one.saw).join('; ')}` : '';
    return { is: 'failed', saw: `without proof that they are gone: ${names}${saw}. Run \`gameday heal\``, evidence: [...open, ...stuck].map((event) => event.seq) };
  },
});
