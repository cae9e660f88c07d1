/** Holds what a scenario or a tool of your own may import from gameday: types alone, so that a scenario stays plain data. */
import type { catalogue } from './catalog/index.ts';
import type { ScenarioOf } from './scenario/scenario.ts';

/** A scenario as people write it: `export default { … } satisfies Scenario`. */
export type Scenario = ScenarioOf<typeof catalogue>;

export type { Scorecard } from './judge/scorecard.ts';
export type { Event, EventOf, Events, Kind } from './record/events.ts';
