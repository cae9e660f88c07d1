/** Holds the first drill of a newcomer: 90 seconds with a well-prepared crew on autopilot, to see what a good scorecard looks like. */
import type { Scenario } from 'gameday';

/** Half as much again as the edge can take beside its users. */
const attack = { shape: 'cache-busting', rps: 250 } as const;

export default {
  name: 'quickstart',
  version: '1',
  title: 'Quick start: a flood, slow pages and no e-mail, met by a practised crew',
  owner: 'gameday',
  authorisedBy: 'whoever runs it: only this machine is touched',
  plan: { name: 'Denial of service at the edge', version: 'example 1' },
  objectives: [
    { id: 'see', text: 'Monitoring finds the attack before customers do.', metric: 'detect' },
    { id: 'tell-apart', text: 'A crowd of real users raises no alarm.', metric: 'false-alarms' },
    { id: 'divert', text: 'Traffic goes through the scrubbing partner soon after the decision.', metric: 'divert' },
    { id: 'protect', text: 'The partner harms next to no real user.', metric: 'unharmed' },
    { id: 'recover', text: 'Users are back within their objective soon after the attack began.', metric: 'end-to-end' },
    { id: 'tell', text: 'Customers hear of it early.', metric: 'first-notice' },
    { id: 'tell-without-mail', text: 'Customers hear of it although e-mail is down.', metric: 'fallback' },
  ],
  duration: '90s',
  compression: 20,
  diversion: 'rule',
  objective: { availability: 0.98, latencyP95: '1s' },
  traffic: { rps: 30, regions: { americas: 0.6, europe: 0.3, asia: 0.1 } },
  steady: { for: '5s', availability: 0.98 },
  world: { settings: { edge: { cloaked: true, capacity: { workers: 6 } } } },
  targets: { mitigate: { p: '2.5s', s: '15s', m: '45s', why: 'counters are read once a second, so nothing sooner could be proved' } },
  lanes: {
    load: [
      { id: 'control', fault: 'control-flood', for: '5s', with: attack, title: 'Control run: the same flood with the edge’s bound lifted harms nobody' },
      { id: 'crowd', fault: 'decoy', wait: '2s', for: '6s', with: { rps: 60 }, title: 'A flash crowd of real users' },
      { id: 'flood', fault: 'flood', wait: '3s', for: '34s', with: attack, title: 'The attack: requests that no cache can answer' },
    ],
    dependencies: [{ id: 'slow-social', fault: 'latency', at: '30s', for: '20s', with: { proxy: 'social', latency: '150ms' }, title: 'Social pages answer late' }],
    mail: [{ id: 'no-mail', fault: 'email-outage', at: '45s', for: '25s', with: { kind: 'refused' }, title: 'The mail relay refuses every mail' }],
  },
  responders: {
    monitoring: { autopilot: { acknowledge: '2s..4s', declare: '1s..2s', resolve: '2s..4s' } },
    network: { autopilot: { decide: '2s..4s', command: '1s..2s', quiet: '12s..14s' } },
    communications: { autopilot: { channels: ['status-page', 'email'], first: '2s..4s', fallback: '2s..4s' } },
    support: { autopilot: {} },
  },
  guardrails: { availability: { below: 0.05, for: '30s' }, wallClock: '4m' },
  seed: 1,
} satisfies Scenario;
