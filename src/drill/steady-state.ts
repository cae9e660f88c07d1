/** Holds the check of the steady state: a system that is already ill is not attacked. */
import type { Drill } from './drill.ts';
import type { ScenarioTime } from './scenario-time.ts';
import { percent, shareOf, usersOnly } from './users.ts';

/** A second is told of when it is over, and a little later still. */
const tellingMs = 1500;

/** Resolves with true when users were served as they should be from zero on for the scenario's time; aborts the drill when not. */
export async function steadyState(drill: Drill, time: ScenarioTime, zeroMs: number): Promise<boolean> {
  const { scenario, journal, planned, ending, emitAs } = drill;
  const { forMs, availabilityMin } = scenario.steady;
  const emit = emitAs('drill');
  if (scenario.traffic === null) {
    emit('trouble', { what: 'the steady state was not checked', detail: "the scenario has no legitimate traffic of gameday's own" });
    return true;
  }
  if (!(await time.until(forMs, ending.signal))) return false;
  const isUsers = usersOnly(planned);
  const watched = () => journal.of('traffic.second').filter((second) => isUsers(second) && second.atMs >= zeroMs && second.atMs < zeroMs + forMs);
  // A short watch may be over before the first second was told of.
  for (let waitedMs = 0; shareOf(watched()).sent === 0 && waitedMs < tellingMs; waitedMs += 100) if (!(await time.until(forMs + waitedMs + 100, ending.signal))) return false;

  const share = shareOf(watched());
  const ok = share.sent > 0 && share.ok / share.sent >= availabilityMin;
  const saw = share.sent === 0 ? 'no legitimate request was seen' : `${percent(share)} of ${share.sent} legitimate requests were good; at least ${100 * availabilityMin} % were expected`;
  emit('steady.checked', { ok, saw });
  if (ok) return true;
  emit('guardrail.tripped', { guardrail: 'steady state', saw });
  ending.abort(`the steady state did not hold: ${saw}`);
  return false;
}
