/** Holds a drill for continuous integration: in 40 seconds, does a release still raise its alert and let itself be diverted? */
import type { Scenario } from 'gameday';

const attack = { shape: 'cache-busting', rps: 250 } as const;

export default {
  name: 'release-smoke',
  version: '1',
  title: 'Release check: one flood, one alert, one diversion',
  owner: 'gameday',
  authorisedBy: 'the release branch',
  plan: { name: 'Denial of service at the edge', version: 'example 1' },
  objectives: [
    { id: 'see', text: 'The alert of the release still fires.', metric: 'detect' },
    { id: 'divert', text: 'The release can still be led through a scrubbing partner.', metric: 'divert' },
    { id: 'recover', text: 'Users are back within their objective.', metric: 'end-to-end' },
  ],
  duration: '40s',
  compression: 20,
  diversion: 'rule',
  scope: ['detection', 'rerouting'],
  objective: { availability: 0.98, latencyP95: '1s' },
  traffic: { rps: 30 },
  steady: { for: '4s', availability: 0.98 },
  world: { settings: { edge: { cloaked: true, capacity: { workers: 6 } } } },
  lanes: {
    load: [
      { id: 'control', fault: 'control-flood', for: '4s', with: attack },
      { id: 'flood', fault: 'flood', wait: '1s', for: '26s', with: attack },
    ],
  },
  responders: {
    monitoring: { autopilot: { acknowledge: '1s..2s', declare: '1s' } },
    network: { autopilot: { decide: '1s..2s', command: '1s' } },
  },
  guardrails: { wallClock: '2m' },
  seed: 1,
} satisfies Scenario;
