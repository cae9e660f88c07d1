/** Holds what is said when a real incident breaks into a drill: on every channel, and only after everything was withdrawn. */
import { within } from '../heal/within.ts';
import type { Notice } from '../ports/plays.ts';
import type { Drill } from './drill.ts';
import { publishNotice } from './publish-notice.ts';

const channels = ['email', 'status-page'] as const satisfies readonly Notice['channel'][];
const publishMs = 5000;

/** A channel that is itself down must not keep the others from being told. */
export async function announceRealIncident(drill: Drill, stuck: readonly string[]): Promise<void> {
  const left = stuck.length === 0 ? 'Everything that the drill had injected was withdrawn.' : `These of its injects could not be withdrawn: ${stuck.join(', ')}.`;
  const text = `The drill "${drill.scenario.brief.title}" is over. A real incident is on. ${left} Whatever is still failing is real.`;
  await Promise.all(
    channels.map((channel) => within(drill.clock, publishMs, (stop) => publishNotice(drill, drill.emitAs('drill'), { id: `real-incident-${channel}`, channel, title: 'A real incident is on', text }, '[DRILL OVER]', stop))),
  );
}
