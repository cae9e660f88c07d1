/** Holds what a drill may ask for that no model here has an answer to: each is named before anything is opened, since what is silently left out would look like a result. */
import type { Wish } from '../../ports/capabilities.ts';
import { rangeSettings } from '../../range/settings.ts';
import type { RangeSettings } from '../../range/settings.ts';

/** Settings of the range that the model doesn't look at. */
const unread: Readonly<Record<string, (range: RangeSettings) => unknown>> = {
  'edge.capacity.upstreamTimeoutMs': ({ edge }) => edge.capacity.upstreamTimeoutMs,
  'partners.a.perSourceRps': ({ partners }) => partners.a.perSourceRps,
  'partners.a.pressureRps': ({ partners }) => partners.a.pressureRps,
  'partners.b.perSourceRps': ({ partners }) => partners.b.perSourceRps,
  'partners.b.pressureRps': ({ partners }) => partners.b.pressureRps,
  'watchman.surge': ({ watchman }) => watchman.surge,
  'watchman.rules (surge)': ({ watchman }) => watchman.rules.includes('surge'),
  'watchman.webhook': ({ watchman }) => watchman.webhook,
};

const elsewhere = 'choose --world local or --world kubernetes';

/** Toxiproxy's own chance: as it is written, where it is once resolved, and the value at which there is none. */
const chances = [
  { written: 'toxicity', field: 'toxicity', none: 1 },
  { written: 'jitter', field: 'jitterMs', none: 0 },
] as const;

function chancesIn({ inject, spec }: Wish['injects'][number]): readonly string[] {
  const told = new Map(Object.entries(spec ?? {}));
  const drawn = chances.filter(({ field, none }) => told.has(field) && told.get(field) !== none);
  return drawn.map(({ written }) => `inject ${inject} sets ${written}, and a toxic strikes all connections alike here: leave ${written} out, or ${elsewhere}`);
}

/** Sentences without their full stops, each with what to do. */
export function notModelled({ settings, injects, people, teamScripts }: Wish): readonly string[] {
  const [given, usual] = [rangeSettings.parse(settings ?? {}), rangeSettings.parse({})];
  const set = Object.entries(unread).filter(([, read]) => JSON.stringify(read(given)) !== JSON.stringify(read(usual)));
  return [
    ...teamScripts.map((who) => `${who} runs a k6 script of your own, which is not modelled here: ${elsewhere}`),
    ...people.map((who) => `${who} is nobody whom a model could play: give the seat an autopilot, or ${elsewhere}`),
    ...set.map(([name]) => `world.settings.${name} is not modelled here: leave it out, or ${elsewhere}`),
    ...injects.flatMap(chancesIn),
  ];
}
