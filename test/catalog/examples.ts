/** Holds one setting of each fault, as a scenario would write it, so that every test covers every fault. */
import type { catalogue } from '../../src/catalog/index.ts';

type Faults = (typeof catalogue)['faults'];

export const examples = {
  flood: { rps: 600, ramp: '1s' },
  'control-flood': { rps: 600 },
  decoy: { rps: 60, ramp: '2s' },
  traffic: { rps: 20, regions: { americas: 0.7, europe: 0.3 } },
  latency: { proxy: 'communities', latency: '400ms' },
  bandwidth: { proxy: 'social', rate: 20 },
  'slow-close': { proxy: 'portal', delay: '300ms' },
  timeout: { proxy: 'deploy' },
  'reset-peer': { proxy: 'communities' },
  slicer: { proxy: 'social', averageSize: 64, delayUs: 5000 },
  'limit-data': { proxy: 'communities', bytes: 100 },
  partition: { proxy: 'partner-a' },
  flap: { proxy: 'portal', period: '4s', duty: 0.5 },
  'email-outage': { kind: 'lost' },
  unavailable: { role: 'network' },
  'pod-kill': { workload: 'deployment/web', share: 0.5 },
  'scale-to-zero': { workload: 'deployment/web' },
  'black-hole': { service: 'web' },
  rollout: { workload: 'deployment/web' },
} as const satisfies { readonly [K in keyof Faults]: unknown };
